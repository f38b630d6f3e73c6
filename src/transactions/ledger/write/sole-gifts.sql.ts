import type { Statements } from '../../../platform/database/database';

/** Points that decisions of one person gave these guests within 30 days, without those that wait. Guests without any are left out. */
export async function sumSoleGifts(
  tx: Statements,
  networkId: string,
  guestIds: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  const rows = await tx.query<{ guestId: string; points: number }>(
    'SELECT g.guest_id AS "guestId", g.points FROM points_given_alone($1, $2::uuid[]) g',
    [networkId, guestIds],
  );
  return new Map(rows.map(({ guestId, points }) => [guestId, points]));
}
