import type { Statements, Tx } from '../../../platform/database/database';
import { READER_COLUMNS, READER_JOINS, READS_FIGURES, type StaffReader } from '../reports/staff-readers.sql';
import type { AlertFigure, AlertScope, CreateAlert } from './alert.dto';
import type { Crossing, PlaceDay } from './alert.rules';

const MOST_CROSSINGS = 20;
/** The most alerts of one person. Each reads 29 days of figures once a day. */
export const MOST_ALERTS = 20;

export interface AlertRow {
  readonly id: string;
  readonly figure: AlertFigure;
  readonly threshold: number;
  readonly scope: AlertScope;
  readonly restaurantId: string | null;
  readonly beyond: readonly string[];
  readonly createdAt: Date;
}

const COLUMNS = `a.id, a.figure, a.threshold, a.scope, a.restaurant_id AS "restaurantId", a.beyond::text[] AS beyond, a.created_at AS "createdAt"`;

export function listAlerts(tx: Statements, networkId: string, userId: string): Promise<AlertRow[]> {
  return tx.query<AlertRow>(
    `SELECT ${COLUMNS} FROM figure_alerts a WHERE a.network_id = $1 AND a.user_id = $2 ORDER BY a.id LIMIT $3`,
    [networkId, userId, MOST_ALERTS],
  );
}

/** @returns false when the person has `MOST_ALERTS` already */
export async function insertAlert(
  tx: Tx,
  networkId: string,
  userId: string,
  {
    id,
    figure,
    threshold,
    scope,
    restaurantId,
    judgedTo,
  }: CreateAlert & { readonly id: string; readonly judgedTo: string },
): Promise<boolean> {
  // The lock lets calls of one person count one after another; side by side they could pass the limit.
  await tx.query('SELECT FROM users WHERE network_id = $1 AND id = $2 FOR NO KEY UPDATE', [networkId, userId]);
  const row = await tx.maybe(
    `INSERT INTO figure_alerts (network_id, id, user_id, figure, threshold, scope, restaurant_id, judged_to)
     SELECT $1, $3, $2, $4, $5, $6, $7, $8
     WHERE (SELECT count(*) FROM figure_alerts WHERE network_id = $1 AND user_id = $2) < $9 RETURNING id`,
    [networkId, userId, id, figure, threshold, scope, restaurantId, judgedTo, MOST_ALERTS],
  );
  return row !== undefined;
}

export async function deleteAlert(tx: Tx, networkId: string, userId: string, id: string): Promise<boolean> {
  const row = await tx.maybe(
    'DELETE FROM figure_alerts WHERE network_id = $1 AND user_id = $2 AND id = $3 RETURNING id',
    [networkId, userId, id],
  );
  return row !== undefined;
}

export type KeptCrossing = Crossing & { readonly alertId: string };

/** The newest crossings of each alert. */
export function listCrossings(tx: Statements, networkId: string, alertIds: readonly string[]): Promise<KeptCrossing[]> {
  return tx.query<KeptCrossing>(
    `SELECT a.id AS "alertId", c.* FROM unnest($2::uuid[]) a (id) CROSS JOIN LATERAL (
       SELECT business_date AS "businessDate", restaurant_id AS "restaurantId", value, usual FROM figure_alert_crossings
       WHERE network_id = $1 AND alert_id = a.id ORDER BY business_date DESC, restaurant_id LIMIT $3) c`,
    [networkId, alertIds, MOST_CROSSINGS],
  );
}

/** Figures by business date and restaurant, of some restaurants or (null) of all. Figures without a restaurant are left out. */
export function listPlaceDays(
  tx: Statements,
  networkId: string,
  from: string,
  to: string,
  restaurantIds: readonly string[] | null,
): Promise<PlaceDay[]> {
  return tx.query<PlaceDay>(
    `SELECT f.business_date AS "businessDate", f.restaurant_id AS "restaurantId", f.sales, f.guest_sales AS "guestSales", f.refunds
     FROM daily_figures f JOIN restaurants r ON r.network_id = f.network_id AND r.id = f.restaurant_id
     WHERE f.network_id = $1 AND f.business_date BETWEEN $2 AND $3 AND ($4::uuid[] IS NULL OR f.restaurant_id = ANY ($4))
     ORDER BY f.business_date, f.restaurant_id`,
    [networkId, from, to, restaurantIds],
  );
}

export type DueAlert = AlertRow & StaffReader;

/** Alerts whose figure of the business date is not compared yet, and whose owner may still read figures; at most `limit`. */
export function listDueAlerts(tx: Statements, networkId: string, date: string, limit: number): Promise<DueAlert[]> {
  return tx.query<DueAlert>(
    `SELECT ${COLUMNS}, ${READER_COLUMNS}
     FROM figure_alerts a ${READER_JOINS('a')}
     WHERE a.network_id = $1 AND a.judged_to < $2::date AND ${READS_FIGURES}
     ORDER BY a.judged_to, a.id LIMIT $3`,
    [networkId, date, limit],
  );
}

/** Stores the result of a date. @returns false when another process stored it first, or the alert was removed */
export async function noteJudgement(
  tx: Tx,
  networkId: string,
  id: string,
  date: string,
  { beyond, crossings }: { readonly beyond: readonly string[]; readonly crossings: readonly Crossing[] },
): Promise<boolean> {
  const row = await tx.maybe(
    `UPDATE figure_alerts SET judged_to = $3, beyond = $4 WHERE network_id = $1 AND id = $2 AND judged_to < $3::date RETURNING id`,
    [networkId, id, date, beyond],
  );
  if (row === undefined) return false;
  for (const { businessDate, restaurantId, value, usual } of crossings)
    await tx.query(
      `INSERT INTO figure_alert_crossings (network_id, alert_id, business_date, restaurant_id, value, usual) VALUES ($1, $2, $3, $4, $5, $6)`,
      [networkId, id, businessDate, restaurantId, value, usual],
    );
  return true;
}
