import type { Tx } from '../../platform/database/database';

/** Points in open lots by one way of looking at them; `key` is null where there is none (no restaurant, no expiry). */
export interface LotSum {
  readonly by: 'tier' | 'restaurant' | 'age' | 'expiry';
  readonly key: string | null;
  readonly points: number;
}

/** Points of all guests by the account that they stand in. */
export interface GuestSums {
  readonly available: number;
  readonly pending: number;
  readonly held: number;
  readonly inReview: number;
  readonly receivable: number;
  /** What a refund policy let go below zero: owed by guests, in no lot. */
  readonly belowZero: number;
}

/**
 * All open lots once, by tier, restaurant, age and month of expiry together. An age is the number of boundaries that the
 * instant of the lot's accrual does not reach (read from the key of the journal alone); an expiry is the number of
 * boundaries that it has reached.
 *
 * @param ageStarts ascending: before the first is the oldest bucket
 * @param expiryStarts ascending; what is after the last never expires of itself
 */
export function listLotSums(
  tx: Tx,
  networkId: string,
  ageStarts: readonly Date[],
  expiryStarts: readonly Date[],
): Promise<LotSum[]> {
  return tx.query<LotSum>(
    `SELECT CASE WHEN grouping(s.tier) = 0 THEN 'tier' WHEN grouping(l.restaurant_id) = 0 THEN 'restaurant'
         WHEN grouping(a.age) = 0 THEN 'age' ELSE 'expiry' END AS by,
       CASE WHEN grouping(s.tier) = 0 THEN s.tier WHEN grouping(l.restaurant_id) = 0 THEN l.restaurant_id::text
         WHEN grouping(a.age) = 0 THEN a.age::text ELSE a.expiry::text END AS key,
       sum(l.remaining)::bigint AS points
     FROM lots l
     JOIN guest_states s ON s.network_id = l.network_id AND s.guest_id = l.guest_id
     LEFT JOIN transactions x ON x.network_id = l.network_id AND x.id = l.lot_id
     CROSS JOIN LATERAL (SELECT width_bucket(x.occurred_at, $2::timestamptz[]) AS age,
       width_bucket(l.expires_at, $3::timestamptz[]) AS expiry) a
     WHERE l.network_id = $1
     GROUP BY GROUPING SETS ((s.tier), (l.restaurant_id), (a.age), (a.expiry))`,
    [networkId, ageStarts, expiryStarts],
  );
}

export function sumGuestAccounts(tx: Tx, networkId: string): Promise<GuestSums> {
  return tx.one<GuestSums>(
    `SELECT coalesce(sum(greatest(available, 0)), 0)::bigint AS available, coalesce(sum(pending), 0)::bigint AS pending,
       coalesce(sum(held), 0)::bigint AS held, coalesce(sum(in_review), 0)::bigint AS "inReview",
       coalesce(sum(receivable), 0)::bigint AS receivable, coalesce(-sum(least(available, 0)), 0)::bigint AS "belowZero"
     FROM guest_states WHERE network_id = $1`,
    [networkId],
  );
}

/** The database's clock, by which the answer says when it was so. */
export async function readNow(tx: Tx): Promise<Date> {
  const { now } = await tx.one<{ now: Date }>('SELECT now() AS now');
  return now;
}
