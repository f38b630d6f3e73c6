import type { Tx } from '../../../platform/database/database';
import { FALLBACK, type Language } from '../../../platform/language/language';
import type { Figures } from './reports.dto';

/** Sums of rows of `daily_figures`. */
export const FIGURE_SUMS = `sum(sales)::bigint AS sales, sum(guest_sales)::bigint AS "guestSales",
       sum(amount)::bigint AS amount, sum(guest_amount)::bigint AS "guestAmount",
       sum(discount)::bigint AS discount, sum(payable)::bigint AS payable,
       sum(refunds)::bigint AS refunds, sum(refunded)::bigint AS refunded,
       sum(refunded_payable)::bigint AS "refundedPayable", sum(guest_payable)::bigint AS "guestPayable",
       sum(guest_refunded_payable)::bigint AS "guestRefundedPayable",
       sum(points_earned)::bigint AS "pointsEarned", sum(points_redeemed)::bigint AS "pointsRedeemed",
       sum(points_expired)::bigint AS "pointsExpired", sum(new_guests)::bigint AS "newGuests"`;

/** Figures by business date of a span, for some restaurants or (null) the whole network. Dates without figures are missing. */
export function listDailyFigures(
  tx: Tx,
  networkId: string,
  from: string,
  to: string,
  restaurantIds: readonly string[] | null,
): Promise<(Figures & { businessDate: string })[]> {
  return tx.query(
    `SELECT business_date AS "businessDate", ${FIGURE_SUMS}
     FROM daily_figures
     WHERE network_id = $1 AND business_date BETWEEN $2 AND $3 AND ($4::uuid[] IS NULL OR restaurant_id = ANY ($4))
     GROUP BY business_date ORDER BY business_date`,
    [networkId, from, to, restaurantIds],
  );
}

/** Figures of a span by restaurant. The zero id has acts without a restaurant, such as expiries. */
export function listRestaurantFigures(
  tx: Tx,
  networkId: string,
  from: string,
  to: string,
  restaurantIds: readonly string[] | null,
  language: Language,
): Promise<(Figures & { restaurantId: string; name: string | null })[]> {
  return tx.query(
    `SELECT f.*, coalesce(r.names ->> $5, r.name) AS name FROM (
       SELECT restaurant_id AS "restaurantId", ${FIGURE_SUMS}
       FROM daily_figures WHERE network_id = $1 AND business_date BETWEEN $2 AND $3
         AND ($4::uuid[] IS NULL OR restaurant_id = ANY ($4))
       GROUP BY restaurant_id) f
     LEFT JOIN restaurants r ON r.network_id = $1 AND r.id = f."restaurantId"
     ORDER BY f.payable - f."refundedPayable" DESC, f."restaurantId"`,
    [networkId, from, to, restaurantIds, FALLBACK[language]],
  );
}
