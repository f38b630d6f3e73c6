import type { Tx } from '../../../platform/database/database';
import { lowestIdAt } from '../../../platform/ids/ids';
import type { SumsOfDay } from '../catalogue/figures';

type DayFigures = Omit<SumsOfDay, 'pointsValue'>;

/** The most rows of journal and guests that one statement reads: about 50 ms, and a day of most networks. */
const MOST_ROWS = 20_000;
const HOUR_MS = 3_600_000;
const HIGHEST_ID = 'ffffffff-ffff-ffff-ffff-ffffffffffff';

export interface PartOfDay {
  readonly businessDate: string;
  /** The instants at which the business date starts and ends. */
  readonly start: number;
  readonly end: number;
  /** Only acts before this instant count. */
  readonly until: number;
  /** The network's time zone, and the local time at which its business dates start. */
  readonly timeZone: string;
  readonly dayStart: string;
  /** Null: the whole network. */
  readonly restaurantIds: readonly string[] | null;
}

/**
 * Figures of a business date up to an instant, with the definitions of `daily_figures`. Null: one statement may not
 * read as many rows as needed. `sales`: how many sales `daily_figures` has for the whole date; once that many are
 * found, all have been read. The journal is ordered by recording, so the rows are searched among those recorded on the
 * date, and then (as after an import) among the newest of all.
 */
export async function readPartOfDay(
  tx: Tx,
  networkId: string,
  part: PartOfDay,
  sales: number,
): Promise<DayFigures | null> {
  if (sales > MOST_ROWS) return null;
  for (const end of [lowestIdAt(part.end + HOUR_MS), HIGHEST_ID]) {
    const { salesOfDay, ...figures } = await readRecorded(tx, networkId, part, end);
    if (salesOfDay >= sales) return figures;
  }
  return null;
}

/** Figures from the newest rows recorded since the date began and below the id `end`. */
function readRecorded(
  tx: Tx,
  networkId: string,
  { businessDate, start, until, timeZone, dayStart, restaurantIds }: PartOfDay,
  end: string,
): Promise<DayFigures & { salesOfDay: number }> {
  return tx.one<DayFigures & { salesOfDay: number }>(
    `WITH scanned AS MATERIALIZED (
       SELECT id, type, guest_id, restaurant_id, business_date, occurred_at, recorded_at, amount, discount, payable,
              points_earned, points_redeemed, direction, related_id
       FROM transactions
       WHERE network_id = $1 AND id >= $2 AND id < $3
       ORDER BY id DESC LIMIT $4),
     registered AS MATERIALIZED (
       SELECT created_at, restaurant_id FROM guests
       WHERE network_id = $1 AND id >= $2 AND id < $3
       ORDER BY id DESC LIMIT $4),
     acts AS (
       SELECT t.*, claimed.id IS NOT NULL AS is_claim, coalesce(claimed.payable, 0) AS claimed_payable,
              coalesce(claimed.discount, 0) AS claimed_discount, coalesce(moved.redeemed, 0) AS redeemed
       FROM scanned t
       LEFT JOIN LATERAL (
         SELECT r.id, r.payable, r.discount FROM transactions r
         WHERE t.type = 'SALE' AND r.network_id = $1 AND r.id = t.related_id AND r.type = 'SALE') claimed ON true
       LEFT JOIN LATERAL (
         SELECT sum(x.amount)::bigint AS redeemed FROM transfers x
         WHERE t.points_redeemed > 0 AND x.network_id = $1 AND x.transaction_id = t.id
           AND x.code = 'REDEMPTION' AND x.unit IS NULL) moved ON true
       WHERE coalesce(t.business_date, ((t.recorded_at AT TIME ZONE $8) - ($9::time - time '00:00'))::date) = $5
         AND ($7::uuid[] IS NULL OR t.restaurant_id = ANY ($7))),
     soon AS (SELECT *, type = 'SALE' AND NOT is_claim AS is_sale FROM acts WHERE occurred_at < $6)
     SELECT (SELECT count(*) FROM acts WHERE type = 'SALE' AND NOT is_claim) AS "salesOfDay",
       count(*) FILTER (WHERE is_sale) AS sales,
       count(*) FILTER (WHERE type = 'SALE' AND guest_id IS NOT NULL) AS "guestSales",
       coalesce(sum(amount) FILTER (WHERE is_sale), 0)::bigint AS amount,
       coalesce(sum(amount) FILTER (WHERE type = 'SALE' AND guest_id IS NOT NULL), 0)::bigint AS "guestAmount",
       coalesce(sum(discount - claimed_discount) FILTER (WHERE type = 'SALE'), 0)::bigint AS discount,
       coalesce(sum(payable - claimed_payable) FILTER (WHERE type = 'SALE'), 0)::bigint AS payable,
       count(*) FILTER (WHERE type = 'REFUND') AS refunds,
       coalesce(sum(amount) FILTER (WHERE type = 'REFUND'), 0)::bigint AS refunded,
       coalesce(sum(payable) FILTER (WHERE type = 'REFUND'), 0)::bigint AS "refundedPayable",
       coalesce(sum(payable) FILTER (WHERE type = 'SALE' AND guest_id IS NOT NULL), 0)::bigint AS "guestPayable",
       coalesce(sum(payable) FILTER (WHERE type = 'REFUND' AND guest_id IS NOT NULL), 0)::bigint AS "guestRefundedPayable",
       coalesce(sum(points_earned) FILTER (WHERE type IN ('SALE', 'AWARD')
         OR (type = 'MANUAL' AND direction = 'CREDIT' AND related_id IS NULL)), 0)::bigint AS "pointsEarned",
       coalesce(sum(redeemed), 0)::bigint AS "pointsRedeemed",
       coalesce(sum(CASE WHEN type = 'EXPIRY' THEN points_earned
         WHEN type = 'MANUAL' AND related_id IS NOT NULL THEN -points_earned ELSE 0 END), 0)::bigint AS "pointsExpired",
       (SELECT count(*) FROM registered WHERE created_at >= $10 AND created_at < $6
          AND ($7::uuid[] IS NULL OR restaurant_id = ANY ($7))) AS "newGuests"
     FROM soon`,
    [
      networkId,
      lowestIdAt(start),
      end,
      MOST_ROWS,
      businessDate,
      new Date(until),
      restaurantIds,
      timeZone,
      dayStart,
      new Date(start),
    ],
  );
}
