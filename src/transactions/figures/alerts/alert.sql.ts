import type { Statements, Tx } from '../../../platform/database/database';
import { READER_COLUMNS, READER_JOINS, READS_FIGURES, type StaffReader } from '../reports/staff-readers.sql';
import { FALLBACK, type Language } from '../../../platform/language/language';
import type { AlertRhythm, AlertScope, CreateAlert } from './alert.dto';
import type { Crossing } from './alert.rules';

const MOST_CROSSINGS = 20;
const MOST_RECENT = 50;
const MOST_NAMED = 500;
/** The most alerts of one person. Each alert reads 29 days of figures once a day. */
export const MOST_ALERTS = 20;

export interface AlertRow {
  readonly id: string;
  readonly figure: string;
  readonly threshold: number;
  readonly scope: AlertScope;
  readonly rhythm: AlertRhythm;
  readonly restaurantId: string | null;
  readonly groupId: string | null;
  readonly recipients: readonly string[];
  readonly beyond: readonly string[];
  readonly createdAt: Date;
}

const COLUMNS = `a.id, a.figure, a.threshold, a.scope, a.rhythm, a.restaurant_id AS "restaurantId",
  a.group_id AS "groupId", a.recipients::text[] AS recipients, a.beyond::text[] AS beyond, a.created_at AS "createdAt"`;

export function listAlerts(tx: Statements, networkId: string, userId: string): Promise<AlertRow[]> {
  return tx.query<AlertRow>(
    `SELECT ${COLUMNS} FROM figure_alerts a WHERE a.network_id = $1 AND a.user_id = $2 ORDER BY a.id LIMIT $3`,
    [networkId, userId, MOST_ALERTS],
  );
}

/** @returns false when the person already has `MOST_ALERTS` */
export async function insertAlert(
  tx: Tx,
  networkId: string,
  userId: string,
  {
    id,
    figure,
    threshold,
    scope,
    rhythm,
    restaurantId,
    groupId,
    recipientIds = [userId],
    judged,
  }: CreateAlert & { readonly id: string; readonly judged: JudgedTo },
): Promise<boolean> {
  // The lock makes calls of one person count one after another. Concurrent calls could exceed the limit.
  await tx.query('SELECT FROM users WHERE network_id = $1 AND id = $2 FOR NO KEY UPDATE', [networkId, userId]);
  const row = await tx.maybe(
    `INSERT INTO figure_alerts (network_id, id, user_id, figure, threshold, scope, restaurant_id, judged_to, rhythm, group_id,
       recipients, judged_hours)
     SELECT $1, $3, $2, $4, $5, $6, $7, $8, $10, $11, $12, $13
     WHERE (SELECT count(*) FROM figure_alerts WHERE network_id = $1 AND user_id = $2) < $9 RETURNING id`,
    [
      networkId,
      userId,
      id,
      figure,
      threshold,
      scope,
      restaurantId,
      judged.date,
      MOST_ALERTS,
      rhythm,
      groupId,
      [...new Set(recipientIds)],
      judged.hours,
    ],
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
       SELECT business_date AS "businessDate", until, restaurant_id AS "restaurantId", value, usual FROM figure_alert_crossings
       WHERE network_id = $1 AND alert_id = a.id ORDER BY business_date DESC, restaurant_id LIMIT $3) c`,
    [networkId, alertIds, MOST_CROSSINGS],
  );
}

export interface RecentCrossing extends KeptCrossing, Omit<AlertRow, 'id' | 'restaurantId' | 'beyond' | 'createdAt'> {
  readonly alertRestaurantId: string | null;
  readonly setterId: string;
  readonly setterName: string;
  /** Restaurants that the person who set the threshold may see. Null: all. */
  readonly setterRestaurantIds: readonly string[] | null;
}

/** The crossings since a date that a person is told of, newest first. */
export function listRecent(
  tx: Statements,
  networkId: string,
  userId: string,
  since: string,
): Promise<RecentCrossing[]> {
  return tx.query<RecentCrossing>(
    `SELECT a.id AS "alertId", a.figure, a.threshold, a.scope, a.rhythm, a.group_id AS "groupId", a.recipients::text[] AS recipients,
       a.restaurant_id AS "alertRestaurantId", a."userId" AS "setterId", a.name AS "setterName", a."restaurantIds" AS "setterRestaurantIds",
       c.business_date AS "businessDate", c.until, c.restaurant_id AS "restaurantId", c.value, c.usual
     FROM (SELECT a.*, u.name, ${READER_COLUMNS} FROM figure_alerts a ${READER_JOINS('a')}
           WHERE a.network_id = $1 AND $2 = ANY (a.recipients) AND ${READS_FIGURES}) a
     JOIN figure_alert_crossings c ON c.network_id = $1 AND c.alert_id = a.id AND c.business_date >= $3
     ORDER BY c.business_date DESC, c.until DESC, a.id, c.restaurant_id LIMIT $4`,
    [networkId, userId, since, MOST_RECENT],
  );
}

export type AlertReader = StaffReader & { readonly name: string };

/** Members of staff who may read figures, sorted by name: these ones, or (null) all up to a limit. */
export function listReaders(
  tx: Statements,
  networkId: string,
  userIds: readonly string[] | null,
): Promise<AlertReader[]> {
  return tx.query<AlertReader>(
    `SELECT u.name, ${READER_COLUMNS}
     FROM (SELECT network_id, id AS user_id FROM users WHERE network_id = $1 AND ($2::uuid[] IS NULL OR id = ANY ($2))) a ${READER_JOINS('a')}
     WHERE ${READS_FIGURES} ORDER BY u.name, u.id LIMIT $3`,
    [networkId, userIds, MOST_NAMED],
  );
}

export interface PlaceGroup {
  readonly id: string;
  readonly name: string;
  readonly restaurantIds: readonly string[];
}

/** Groups of restaurants, sorted by name: these ones, or (null) all up to a limit. */
export function listGroups(
  tx: Statements,
  networkId: string,
  language: Language,
  groupIds: readonly string[] | null,
): Promise<PlaceGroup[]> {
  return tx.query<PlaceGroup>(
    `SELECT g.id, coalesce(g.names ->> $2, g.name) AS name,
       ARRAY(SELECT m.restaurant_id FROM restaurant_group_members m WHERE m.network_id = $1 AND m.group_id = g.id ORDER BY 1)::text[] AS "restaurantIds"
     FROM restaurant_groups g WHERE g.network_id = $1 AND ($3::uuid[] IS NULL OR g.id = ANY ($3)) ORDER BY 2, 1 LIMIT $4`,
    [networkId, FALLBACK[language], groupIds, MOST_NAMED],
  );
}

export type DueAlert = AlertRow & AlertReader;

/** The business date up to which an alert was compared, and how many of its hours; 0 for an alert by the day. */
export interface JudgedTo {
  readonly date: string;
  readonly hours: number;
}

/** Alerts that were not compared up to this moment, and whose owner may still read figures; at most `limit`. */
export function listDueAlerts(
  tx: Statements,
  networkId: string,
  rhythm: AlertRhythm,
  { date, hours }: JudgedTo,
  limit: number,
): Promise<DueAlert[]> {
  return tx.query<DueAlert>(
    `SELECT ${COLUMNS}, u.name, ${READER_COLUMNS}
     FROM figure_alerts a ${READER_JOINS('a')}
     WHERE a.network_id = $1 AND a.rhythm = $5 AND (a.judged_to, a.judged_hours) < ($2::date, $3::smallint) AND ${READS_FIGURES}
     ORDER BY a.judged_to, a.id LIMIT $4`,
    [networkId, date, hours, limit, rhythm],
  );
}

/**
 * Stores a comparison. @returns new crossings, at most one of a restaurant on a date; undefined when another process
 * stored the comparison first, or the alert was removed
 */
export async function noteJudgement(
  tx: Tx,
  networkId: string,
  id: string,
  { date, hours }: JudgedTo,
  { beyond, crossings }: { readonly beyond: readonly string[]; readonly crossings: readonly Crossing[] },
): Promise<Crossing[] | undefined> {
  const row = await tx.maybe(
    `UPDATE figure_alerts SET judged_to = $3, judged_hours = $5, beyond = $4
     WHERE network_id = $1 AND id = $2 AND (judged_to, judged_hours) < ($3::date, $5::smallint) RETURNING id`,
    [networkId, id, date, beyond, hours],
  );
  if (row === undefined) return undefined;
  const fresh: Crossing[] = [];
  for (const crossing of crossings) {
    const { businessDate, until, restaurantId, value, usual } = crossing;
    const added = await tx.maybe(
      `INSERT INTO figure_alert_crossings (network_id, alert_id, business_date, restaurant_id, value, usual, until)
       VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING RETURNING alert_id`,
      [networkId, id, businessDate, restaurantId, value, usual, until],
    );
    if (added !== undefined) fresh.push(crossing);
  }
  return fresh;
}
