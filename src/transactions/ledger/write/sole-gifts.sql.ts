import type { Statements } from '../../../platform/database/database';

/** Points that decisions of one person gave these guests within 30 days, without those that wait. Guests without any are left out. */
export async function sumSoleGifts(
  tx: Statements,
  networkId: string,
  guestIds: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  const rows = await tx.query<{ guestId: string; points: number }>(
    `WITH RECURSIVE cards (guest_id, id) AS (
       SELECT g, g FROM unnest($2::uuid[]) g
       UNION SELECT c.guest_id, m.id FROM cards c JOIN guests m ON m.network_id = $1 AND m.merged_into = c.id)
     SELECT c.guest_id AS "guestId", sum(s.amount - s.waiting)::bigint AS points
       FROM cards c JOIN sole_gifts s ON s.network_id = $1 AND s.guest_id = c.id
      WHERE s.unit = 'POINTS' AND s.given_at > ledger_now() - interval '30 days' GROUP BY c.guest_id`,
    [networkId, guestIds],
  );
  return new Map(rows.map(({ guestId, points }) => [guestId, points]));
}
