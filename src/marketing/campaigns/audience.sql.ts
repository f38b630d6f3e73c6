import type { Tx } from '../../platform/database/database';

/** Guests of any of these segments and of any of these tiers; an empty list asks nothing. */
export interface Audience {
  readonly segments: readonly string[];
  readonly tiers: readonly string[];
}

/** Condition on a row `s` of guest_states; a guest without any decision yet has the lowest tier. */
export const IS_MEANT = `(cardinality($2::text[]) = 0 OR s.segments && $2::text[])
  AND (cardinality($3::text[]) = 0 OR coalesce(s.tier, $4) = ANY ($3::text[]))
  AND NOT EXISTS (SELECT FROM guests g WHERE g.network_id = s.network_id AND g.id = s.guest_id
                     AND (g.merged_into IS NOT NULL OR g.erased_at IS NOT NULL))`;

export interface MetGuest {
  readonly guestId: string;
  readonly isMeant: boolean;
  readonly locale: 'ru' | 'en' | null;
}

/** The next guests in the order of their ids, and whether the campaign means them. */
export function listNextGuests(
  tx: Tx,
  networkId: string,
  { segments, tiers }: Audience,
  lowestTier: string,
  afterGuest: string,
  limit: number,
): Promise<MetGuest[]> {
  return tx.query<MetGuest>(
    `SELECT s.guest_id AS "guestId", ${IS_MEANT} AS "isMeant",
            (SELECT g.locale FROM guests g WHERE g.network_id = s.network_id AND g.id = s.guest_id) AS locale
       FROM (SELECT * FROM guest_states WHERE network_id = $1 AND guest_id > $5 ORDER BY guest_id LIMIT $6) s
      ORDER BY s.guest_id`,
    [networkId, segments, tiers, lowestTier, afterGuest, limit],
  );
}
