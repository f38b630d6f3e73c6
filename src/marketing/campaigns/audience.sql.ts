import { MARKETING_CONSENT } from '../../identity';
import type { Tx } from '../../platform/database/database';

/** Guests of any of these segments and of any of these tiers; an empty list asks nothing. */
export interface Audience {
  readonly segments: readonly string[];
  readonly tiers: readonly string[];
}

/** Condition on a row `s` of guest_states; a guest without any decision yet has the lowest tier. */
const IS_MEANT = `(cardinality($2::text[]) = 0 OR s.segments && $2::text[])
  AND (cardinality($3::text[]) = 0 OR coalesce(s.tier, $4) = ANY ($3::text[]))
  AND NOT EXISTS (SELECT FROM guests g WHERE g.network_id = s.network_id AND g.id = s.guest_id
                     AND (g.merged_into IS NOT NULL OR g.erased_at IS NOT NULL))`;

const CONSENTS = `coalesce((SELECT c.given FROM consents c
  WHERE c.network_id = s.network_id AND c.guest_id = s.guest_id AND c.kind = '${MARKETING_CONSENT}'
  ORDER BY c.id DESC LIMIT 1), false)`;

export interface AudienceCount {
  readonly guests: number;
  readonly of: number;
  readonly consenting: number;
}

export function countAudience(
  tx: Tx,
  networkId: string,
  { segments, tiers }: Audience,
  lowestTier: string,
): Promise<AudienceCount> {
  return tx.one<AudienceCount>(
    `SELECT count(*) FILTER (WHERE meant) AS guests, count(*) AS of, count(*) FILTER (WHERE meant AND consents) AS consenting
       FROM (SELECT m.meant, m.meant AND ${CONSENTS} AS consents
               FROM guest_states s CROSS JOIN LATERAL (SELECT ${IS_MEANT} AS meant) m
              WHERE s.network_id = $1) counted`,
    [networkId, segments, tiers, lowestTier],
  );
}

/** Spread of what guests of an audience pay in so many days, guests without a purchase counted, from a sample of ids. */
export function measureSpending(
  tx: Tx,
  networkId: string,
  { segments, tiers }: Audience,
  lowestTier: string,
  days: number,
  sample: number,
): Promise<{ readonly mean: number; readonly deviation: number }> {
  return tx.one<{ mean: number; deviation: number }>(
    `SELECT coalesce(avg(money), 0)::double precision AS mean, coalesce(stddev_samp(money), 0)::double precision AS deviation
       FROM (SELECT s.network_id, s.guest_id FROM guest_states s WHERE s.network_id = $1 AND ${IS_MEANT}
              ORDER BY uuid_hash(s.guest_id) LIMIT $6) s
      CROSS JOIN LATERAL (SELECT coalesce(sum(t.payable), 0)::double precision AS money FROM transactions t
               WHERE t.network_id = s.network_id AND t.guest_id = s.guest_id AND t.type = 'SALE'
                 AND t.occurred_at >= now() - $5 * interval '1 day' OFFSET 0) t`,
    [networkId, segments, tiers, lowestTier, days, sample],
  );
}

/** Guests of an audience who were registered before an instant, in the order of their ids. */
export async function listGuestsRegisteredBefore(
  tx: Tx,
  networkId: string,
  { segments, tiers }: Audience,
  lowestTier: string,
  before: Date,
  limit: number,
): Promise<string[]> {
  const rows = await tx.query<{ guest_id: string }>(
    `SELECT s.guest_id FROM guest_states s
      WHERE s.network_id = $1 AND ${IS_MEANT}
        AND EXISTS (SELECT FROM guests g WHERE g.network_id = s.network_id AND g.id = s.guest_id AND g.created_at < $5)
      ORDER BY s.guest_id LIMIT $6`,
    [networkId, segments, tiers, lowestTier, before, limit],
  );
  return rows.map(({ guest_id }) => guest_id);
}

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
