import type { Statements } from '../../../platform/database/database';

/** Points that decisions of one person gave these guests within 30 days, without those that wait. Guests without any are left out. */
export async function sumSoleGifts(
  tx: Statements,
  networkId: string,
  guestIds: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  const rows = await tx.query<{ guestId: string; points: number }>(
    `SELECT guest_id AS "guestId", sum(amount - waiting)::bigint AS points FROM sole_gifts
      WHERE network_id = $1 AND guest_id = ANY ($2::uuid[]) AND unit = 'POINTS' AND given_at > ledger_now() - interval '30 days'
      GROUP BY guest_id`,
    [networkId, guestIds],
  );
  return new Map(rows.map(({ guestId, points }) => [guestId, points]));
}
