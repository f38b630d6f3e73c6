import type { Tx } from '../../../platform/database/database';
import { LOT_ENDS_AT } from '../../ledger/read/lot-end.sql';

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
  /** Negative balances that a refund policy allowed: owed by guests, in no lot. */
  readonly belowZero: number;
}

/**
 * All open lots once, by tier, restaurant, age and month of their end as things stand together. An age is the number of boundaries that the
 * instant of the lot's accrual has reached (read from the key of the journal alone), an expiry likewise. The lots are
 * added up by all four at once, which workers share and needs no sort; the lists are made of those few sums.
 *
 * @param ageStarts ascending: before the first is the oldest bucket
 * @param expiryStarts ascending; what is after the last never expires of itself
 */
export async function listLotSums(
  tx: Tx,
  networkId: string,
  ageStarts: readonly Date[],
  expiryStarts: readonly Date[],
): Promise<LotSum[]> {
  // The planner takes every bucket for as many values as there are lots, and would sort them on disk.
  await tx.query(`SELECT set_config('work_mem', '64MB', true), set_config('enable_sort', 'off', true)`);
  return tx.query<LotSum>(
    `SELECT CASE WHEN grouping(c.tier) = 0 THEN 'tier' WHEN grouping(c.restaurant_id) = 0 THEN 'restaurant'
         WHEN grouping(c.age) = 0 THEN 'age' ELSE 'expiry' END AS by,
       CASE WHEN grouping(c.tier) = 0 THEN c.tier WHEN grouping(c.restaurant_id) = 0 THEN c.restaurant_id::text
         WHEN grouping(c.age) = 0 THEN c.age::text ELSE c.expiry::text END AS key,
       sum(c.points)::bigint AS points
     FROM (
       SELECT s.tier, l.restaurant_id, width_bucket(x.occurred_at, $2::timestamptz[]) AS age,
         width_bucket(${LOT_ENDS_AT}, $3::timestamptz[]) AS expiry, sum(l.remaining) AS points
       FROM lots l
       JOIN guest_states s ON s.network_id = l.network_id AND s.guest_id = l.guest_id
       LEFT JOIN transactions x ON x.network_id = l.network_id AND x.id = l.lot_id
       WHERE l.network_id = $1
       GROUP BY 1, 2, 3, 4 OFFSET 0) c
     GROUP BY GROUPING SETS ((c.tier), (c.restaurant_id), (c.age), (c.expiry))`,
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
  const { now } = await tx.one<{ now: Date }>('SELECT ledger_now() AS now');
  return now;
}
