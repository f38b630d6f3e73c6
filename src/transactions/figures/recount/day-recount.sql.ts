import { dayOfIsoDate } from '../../../platform/clock/calendar';
import type { Tx } from '../../../platform/database/database';
import { lowestIdAt } from '../../../platform/ids/ids';
import type { LogPlace } from '../../jobs/log-follower';
import { DAY_TABLES, TABLE_NAMES } from '../catalogue/day-tables';
import { NOWHERE } from '../catalogue/dimensions';

const DAY_MS = 86_400_000;
const TABLES_BY_RESTAURANT = TABLE_NAMES.filter((name) => DAY_TABLES[name].keptBy === 'figures');

/** An act of a business date, or a guest registered on it, in the form that the log's followers use. */
export interface DayEvent {
  /** The id of the act or guest, and of its event. */
  readonly id: string;
  readonly type: string;
  readonly restaurantId: string;
}

interface DayEvents {
  readonly networkId: string;
  readonly day: string;
  /** Only events up to this place in the log. */
  readonly upTo: LogPlace;
  /** Only events after this place. Null: from the beginning of the log. */
  readonly after: LogPlace | null;
}

/**
 * The events of a business date (by the rules of `figures_take`) that were counted up to a place in the log, in the
 * order of recording. An event without a business date was recorded within two days of it.
 */
export function listDayEvents(tx: Tx, { networkId, day, upTo, after }: DayEvents): Promise<DayEvent[]> {
  const midnight = dayOfIsoDate(day) * DAY_MS;
  const bounds = [lowestIdAt(midnight - 2 * DAY_MS), lowestIdAt(midnight + 3 * DAY_MS)];
  const values = [networkId, day, upTo.epoch, upTo.xid, upTo.id, ...bounds];
  const later = `SELECT e.id FROM events e WHERE e.network_id = $1 AND (e.epoch, e.xid, e.id) >`;
  const isCounted = (id: string) =>
    after === null
      ? `${id} NOT IN (${later} ($3, $4, $5))`
      : `${id} IN (${later} ($8, $9, $10) AND (e.epoch, e.xid, e.id) <= ($3, $4, $5))`;
  return tx.query<DayEvent>(
    `WITH clock AS MATERIALIZED (
       SELECT time_zone, coalesce(settings ->> 'dayStart', '04:00')::time - time '00:00' AS day_start FROM networks WHERE id = $1
     )
     SELECT t.id, 'transaction.' || lower(t.type::text) AS type, coalesce(t.restaurant_id, '${NOWHERE}') AS "restaurantId"
     FROM transactions t
     WHERE t.network_id = $1 AND t.business_date = $2::date AND ${isCounted('t.id')}
     UNION ALL
     SELECT t.id, 'transaction.' || lower(t.type::text), coalesce(t.restaurant_id, '${NOWHERE}')
     FROM transactions t CROSS JOIN clock c
     WHERE t.network_id = $1 AND t.business_date IS NULL AND ((t.recorded_at AT TIME ZONE c.time_zone) - c.day_start)::date = $2::date
       AND t.id BETWEEN $6 AND $7 AND ${isCounted('t.id')}
     UNION ALL
     SELECT g.id, 'guest.registered', coalesce(g.restaurant_id, '${NOWHERE}')
     FROM guests g CROSS JOIN clock c
     WHERE g.network_id = $1 AND ((g.created_at AT TIME ZONE c.time_zone) - c.day_start)::date = $2::date AND ${isCounted('g.id')}
     ORDER BY 1`,
    after === null ? values : [...values, after.epoch, after.xid, after.id],
  );
}

/** Restaurants that have figures of a business date. */
export async function listCountedRestaurants(tx: Tx, networkId: string, day: string): Promise<string[]> {
  const rows = await tx.query<{ restaurantId: string }>(
    TABLES_BY_RESTAURANT.map(
      (table) =>
        `SELECT restaurant_id AS "restaurantId" FROM ${table} WHERE network_id = $1 AND business_date = $2::date`,
    ).join(' UNION '),
    [networkId, day],
  );
  return rows.map(({ restaurantId }) => restaurantId);
}

/**
 * The place of a follower in the log, locked until the transaction ends. Undefined: the network has no cursor, or the
 * figures from before an upgrade are still being counted.
 */
export function holdPlace(tx: Tx, networkId: string, subscriber: string): Promise<LogPlace | undefined> {
  return tx.maybe<LogPlace>(
    `SELECT epoch, xid, id FROM event_cursors c WHERE network_id = $1 AND subscriber = $2
       AND NOT EXISTS (SELECT FROM figure_countings f WHERE f.network_id = $1 AND NOT f.is_counted) FOR UPDATE`,
    [networkId, subscriber],
  );
}

export async function deleteDayOfRestaurant(
  tx: Tx,
  networkId: string,
  day: string,
  restaurantId: string,
): Promise<void> {
  for (const table of TABLES_BY_RESTAURANT)
    await tx.query(`DELETE FROM ${table} WHERE network_id = $1 AND business_date = $2::date AND restaurant_id = $3`, [
      networkId,
      day,
      restaurantId,
    ]);
}

/** Deletes items and moves between tiers of a business date. The month's sums are those of its other dates afterwards. */
export async function deleteDayOfBreakdowns(tx: Tx, networkId: string, day: string): Promise<void> {
  const values = [networkId, day];
  await tx.query('DELETE FROM item_figures WHERE network_id = $1 AND business_date = $2::date', values);
  await tx.query('DELETE FROM tier_figures WHERE network_id = $1 AND business_date = $2::date', values);
  await tx.query(
    `DELETE FROM item_sums WHERE network_id = $1
       AND (span, business_date) IN (('DAY', $2::date), ('MONTH', first_of_month($2::date)))`,
    values,
  );
  await tx.query(
    `INSERT INTO item_sums (network_id, span, business_date, kind, category, item, name, quantity_milli, amount,
       points_quantity_milli, points_amount)
     SELECT network_id, 'MONTH', first_of_month($2::date), kind, category, item, (array_agg(name ORDER BY business_date DESC))[1],
       sum(quantity_milli), sum(amount), sum(points_quantity_milli), sum(points_amount)
     FROM item_sums
     WHERE network_id = $1 AND span = 'DAY' AND business_date >= first_of_month($2::date)
       AND business_date < first_of_month($2::date) + interval '1 month'
     GROUP BY network_id, kind, category, item`,
    values,
  );
}
