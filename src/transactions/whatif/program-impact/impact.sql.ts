import type { Tx } from '../../../platform/database/database';
import { JOURNAL_COLUMNS, type JournalRow } from '../../ledger/journal/journal-row';

/** Guests sorted by id, after a cursor. `among` null: all. */
export async function listGuestIds(
  tx: Tx,
  networkId: string,
  { after, among }: { readonly after: string | null; readonly among: readonly string[] | null },
  limit: number,
): Promise<string[]> {
  const rows = await tx.query<{ guest_id: string }>(
    `SELECT guest_id FROM guest_states
      WHERE network_id = $1 AND ($2::uuid IS NULL OR guest_id > $2) AND ($4::uuid[] IS NULL OR guest_id = ANY ($4))
      ORDER BY guest_id LIMIT $3`,
    [networkId, after, limit, among],
  );
  return rows.map(({ guest_id }) => guest_id);
}

export function countLots(tx: Tx, networkId: string): Promise<{ lots: number; points: number }> {
  return tx.one(
    'SELECT count(*) AS lots, coalesce(sum(remaining), 0)::bigint AS points FROM lots WHERE network_id = $1',
    [networkId],
  );
}

/** Rows of these types since an instant, guest by guest, in order. Acts of an import count at their own time. */
export function listRepeatable(
  tx: Tx,
  networkId: string,
  guestIds: readonly string[],
  types: readonly JournalRow['type'][],
  since: Date,
): Promise<JournalRow[]> {
  return tx.query<JournalRow>(
    `SELECT ${JOURNAL_COLUMNS} FROM transactions t
      WHERE t.network_id = $1 AND t.guest_id = ANY ($2) AND t.type::text = ANY ($3)
        AND CASE t.channel WHEN 'IMPORT' THEN t.occurred_at ELSE t.recorded_at END >= $4
      ORDER BY t.guest_id, t.guest_version`,
    [networkId, guestIds, types, since],
  );
}
