import { Injectable } from '@nestjs/common';
import { Cases } from '../../identity';
import type { Tx } from '../../platform/database/database';
import { listMergedGuests, type MergeFollower, type MergePassing } from '../../transactions';
import { sql, type Sql } from '../../platform/database/sql';

/** A limit above the number of questions that a guest gets in decades. */
const MOST_MOVED = 10_000;

/** Sales about which a guest was asked or will be asked. A question that was dropped before it was asked is left out. */
const questions = (
  networkId: string,
  guestId: string,
): Sql => sql`SELECT sale_id FROM feedback_requests WHERE network_id = ${networkId} AND guest_id = ${guestId} AND asked_at IS NOT NULL
  UNION ALL SELECT sale_id FROM feedback_requests WHERE network_id = ${networkId} AND guest_id = ${guestId} AND state = 'WAITING'`;

/** Questions after visits, with their answers and cases, when guests are merged and when the merge is undone. */
@Injectable()
export class MergedQuestions implements MergeFollower {
  constructor(private readonly cases: Cases) {}

  async pass(tx: Tx, { networkId, guestId, toGuestId }: MergePassing): Promise<void> {
    // The sales about which the guest was asked or will be asked, in the order of their ids. Their questions are locked.
    const sales = await tx.query<{ saleId: string }>`
      SELECT sale_id FROM feedback_requests WHERE network_id = ${networkId} AND sale_id IN (${questions(networkId, guestId)})
         AND guest_id = ${guestId}
       ORDER BY sale_id LIMIT ${MOST_MOVED} FOR UPDATE`;
    await this.move(tx, networkId, sales, toGuestId);
  }

  /** The sales of the source, and of guests merged into it before, are in the journal as theirs. */
  async giveBack(tx: Tx, { networkId, guestId, toGuestId }: MergePassing): Promise<void> {
    const owners = await listMergedGuests(tx, networkId, toGuestId);
    const sales = await tx.query<{ saleId: string }>`
      SELECT f.sale_id FROM feedback_requests f
       WHERE f.network_id = ${networkId} AND f.sale_id IN (${questions(networkId, guestId)}) AND f.guest_id = ${guestId}
         AND (SELECT t.guest_id FROM transactions t WHERE t.network_id = ${networkId} AND t.id = f.sale_id LIMIT 1) = ANY (${owners}::uuid[])
       ORDER BY f.sale_id LIMIT ${MOST_MOVED} FOR UPDATE OF f`;
    await this.move(tx, networkId, sales, toGuestId);
  }

  /** Cases move after their questions, in the order in which an answer locks a question and then makes its case. */
  private async move(
    tx: Tx,
    networkId: string,
    sales: readonly { readonly saleId: string }[],
    toGuestId: string,
  ): Promise<void> {
    if (sales.length === 0) return;
    const saleIds = sales.map(({ saleId }) => saleId);
    await moveQuestions(tx, networkId, saleIds, toGuestId);
    await this.cases.moveAboutVisits(tx, networkId, saleIds, toGuestId);
  }
}

/** Moves questions to another guest. A waiting question is dropped if that guest already has a waiting question. */
async function moveQuestions(tx: Tx, networkId: string, saleIds: readonly string[], toGuestId: string): Promise<void> {
  await tx.query`UPDATE feedback_requests SET guest_id = ${toGuestId}
      WHERE network_id = ${networkId} AND sale_id = ANY (${saleIds}::uuid[]) AND state <> 'WAITING'`;
  // A waiting question is deleted and inserted in place of an update: if another process plans a question for the same guest now, only one of the two remains.
  await tx.query`WITH gone AS (DELETE FROM feedback_requests
         WHERE network_id = ${networkId} AND sale_id = ANY (${saleIds}::uuid[]) AND state = 'WAITING'
         RETURNING network_id, sale_id, restaurant_id, sold_at, ask_at)
      INSERT INTO feedback_requests (network_id, sale_id, guest_id, restaurant_id, sold_at, ask_at)
      SELECT network_id, sale_id, ${toGuestId}, restaurant_id, sold_at, ask_at FROM gone ON CONFLICT DO NOTHING`;
}
