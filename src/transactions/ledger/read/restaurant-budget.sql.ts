import type { Statements } from '../../../platform/database/database';
import { sql, when } from '../../../platform/database/sql';
import type { TextByLanguage } from '../../../platform/language/spoken';

/** A month of the network's calendar of business dates. */
interface BudgetMonth {
  /** The first day of the month, `YYYY-MM-01`. */
  readonly from: string;
  readonly timeZone: string;
  /** The time at which a business day begins, `HH:MM`. */
  readonly dayStart: string;
}

interface RestaurantBudgetRow {
  readonly restaurantId: string;
  readonly name: string;
  readonly names: TextByLanguage;
  readonly budget: number;
  /** Points given in the month by hand, by campaigns and as bonuses. */
  readonly used: number;
}

/**
 * Restaurants with a budget, and how much they have given in a month: stored figures plus the journal rows after them,
 * up to this statement. `ids`: only these restaurants; null: all.
 */
export function listRestaurantBudgets(
  tx: Statements,
  networkId: string,
  { from, timeZone, dayStart }: BudgetMonth,
  ids: readonly string[] | null,
): Promise<RestaurantBudgetRow[]> {
  return tx.query<RestaurantBudgetRow>`
    WITH uncounted AS MATERIALIZED (
      SELECT t.restaurant_id, sum(coalesce(t.points_given, points_given(t.type, t.direction, t.related_id, t.points_earned, t.details)))::bigint AS points
      FROM events e
      CROSS JOIN LATERAL (SELECT * FROM transactions t WHERE t.network_id = ${networkId} AND t.id = e.id LIMIT 1) t
      WHERE e.network_id = ${networkId} AND e.type IN ('transaction.sale', 'transaction.manual', 'transaction.award')
        AND (e.epoch, e.xid, e.id) > (
          (SELECT c.epoch FROM event_cursors c WHERE c.network_id = ${networkId} AND c.subscriber = 'figures'),
          (SELECT c.xid FROM event_cursors c WHERE c.network_id = ${networkId} AND c.subscriber = 'figures'),
          (SELECT c.id FROM event_cursors c WHERE c.network_id = ${networkId} AND c.subscriber = 'figures'))
        AND date_trunc('month', coalesce(t.business_date,
          ((t.recorded_at AT TIME ZONE ${timeZone}) - (${dayStart}::time - time '00:00'))::date)) = ${from}::date
      GROUP BY t.restaurant_id)
    SELECT r.id AS restaurant_id, r.name, r.names, r.monthly_budget AS budget,
      (coalesce(k.points, 0) + coalesce(u.points, 0))::bigint AS used
    FROM restaurants r
    LEFT JOIN LATERAL (
      SELECT sum(f.points_given) AS points FROM daily_figures f
      WHERE f.network_id = ${networkId} AND f.restaurant_id = r.id AND f.business_date >= ${from}::date
        AND f.business_date < (${from}::date + interval '1 month')::date) k ON true
    LEFT JOIN uncounted u ON u.restaurant_id = r.id
    WHERE r.network_id = ${networkId} AND r.monthly_budget IS NOT NULL ${when(ids !== null, sql`AND r.id = ANY (${ids})`)}
    ORDER BY r.id`;
}

/** Lets a restaurant give points by hand one act at a time, so that two acts cannot use the same rest of its budget. */
export async function lockBudget(tx: Statements, networkId: string, restaurantId: string): Promise<void> {
  await tx.query`SELECT pg_advisory_xact_lock(hashtextextended(${`budget ${networkId} ${restaurantId}`}, 0))`;
}
