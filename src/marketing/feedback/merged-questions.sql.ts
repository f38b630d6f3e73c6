import type { Tx } from '../../platform/database/database';

/** A limit above the number of questions that a guest gets in decades. */
const MOST_MOVED = 10_000;
/** The questions that a guest has or is going to have; those that were not asked concern nobody any more. */
const QUESTIONS = `SELECT sale_id FROM feedback_requests WHERE network_id = $1 AND guest_id = $2 AND asked_at IS NOT NULL
  UNION ALL SELECT sale_id FROM feedback_requests WHERE network_id = $1 AND guest_id = $2 AND state = 'WAITING'`;

interface SaleRow {
  readonly sale_id: string;
}

/** Sales that the guest was or is going to be asked about, in their order; the questions are locked. */
export async function listQuestionsOf(tx: Tx, networkId: string, guestId: string): Promise<string[]> {
  const rows = await tx.query<SaleRow>(
    `SELECT sale_id FROM feedback_requests WHERE network_id = $1 AND sale_id IN (${QUESTIONS}) AND guest_id = $2
      ORDER BY sale_id LIMIT $3 FOR UPDATE`,
    [networkId, guestId, MOST_MOVED],
  );
  return rows.map((row) => row.sale_id);
}

/** The same, as far as the journal has the sale as that of one of the owners. */
export async function listQuestionsAbout(
  tx: Tx,
  networkId: string,
  guestId: string,
  ownerIds: readonly string[],
): Promise<string[]> {
  const rows = await tx.query<SaleRow>(
    `SELECT f.sale_id FROM feedback_requests f
      WHERE f.network_id = $1 AND f.sale_id IN (${QUESTIONS}) AND f.guest_id = $2
        AND (SELECT t.guest_id FROM transactions t WHERE t.network_id = $1 AND t.id = f.sale_id LIMIT 1) = ANY ($3::uuid[])
      ORDER BY f.sale_id LIMIT $4 FOR UPDATE OF f`,
    [networkId, guestId, ownerIds, MOST_MOVED],
  );
  return rows.map((row) => row.sale_id);
}

/** Gives questions to another guest. One that waits is dropped where that guest has one to come already. */
export async function moveQuestions(
  tx: Tx,
  networkId: string,
  saleIds: readonly string[],
  toGuestId: string,
): Promise<void> {
  await tx.query(
    `UPDATE feedback_requests SET guest_id = $3
      WHERE network_id = $1 AND sale_id = ANY ($2::uuid[]) AND state <> 'WAITING'`,
    [networkId, saleIds, toGuestId],
  );
  // A row in place of an update: another process may plan a question for that guest at this moment, and one of both is left.
  await tx.query(
    `WITH gone AS (DELETE FROM feedback_requests
        WHERE network_id = $1 AND sale_id = ANY ($2::uuid[]) AND state = 'WAITING'
        RETURNING network_id, sale_id, restaurant_id, sold_at, ask_at)
     INSERT INTO feedback_requests (network_id, sale_id, guest_id, restaurant_id, sold_at, ask_at)
     SELECT network_id, sale_id, $3, restaurant_id, sold_at, ask_at FROM gone ON CONFLICT DO NOTHING`,
    [networkId, saleIds, toGuestId],
  );
}
