import type { Statements, Tx } from '../../../platform/database/database';
import { sql, when } from '../../../platform/database/sql';
import { readerColumns, readerJoins, READS_FIGURES, type StaffReader } from '../reports/staff-readers.sql';
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

export const ALERT_COLUMNS = sql`a.id, a.figure, a.threshold, a.scope, a.rhythm, a.restaurant_id,
  a.group_id, a.recipients::text[] AS recipients, a.beyond::text[] AS beyond, a.created_at`;

export function listAlerts(tx: Statements, networkId: string, userId: string): Promise<AlertRow[]> {
  return tx.query<AlertRow>`
    SELECT ${ALERT_COLUMNS} FROM figure_alerts a WHERE a.network_id = ${networkId} AND a.user_id = ${userId} ORDER BY a.id LIMIT ${MOST_ALERTS}`;
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
  await tx.query`SELECT FROM users WHERE network_id = ${networkId} AND id = ${userId} FOR NO KEY UPDATE`;
  const row = await tx.maybe<{ id: string }>`
    INSERT INTO figure_alerts (network_id, id, user_id, figure, threshold, scope, restaurant_id, judged_to, rhythm,
     group_id,
       recipients, judged_hours)
     SELECT ${networkId}, ${id}, ${userId}, ${figure}, ${threshold}, ${scope}, ${restaurantId}, ${judged.date}, ${rhythm}, ${groupId},
     ${[...new Set(recipientIds)]}, ${judged.hours}
     WHERE (SELECT count(*) FROM figure_alerts WHERE network_id = ${networkId} AND user_id = ${userId}) < ${MOST_ALERTS} RETURNING id`;
  return row !== undefined;
}

export async function deleteAlert(tx: Tx, networkId: string, userId: string, id: string): Promise<boolean> {
  const row = await tx.maybe<{ id: string }>`
    DELETE FROM figure_alerts WHERE network_id = ${networkId} AND user_id = ${userId} AND id = ${id} RETURNING id`;
  return row !== undefined;
}

export type KeptCrossing = Crossing & { readonly alertId: string };

/** The newest crossings of each alert. */
export function listCrossings(tx: Statements, networkId: string, alertIds: readonly string[]) {
  return tx.query<KeptCrossing>`
    SELECT a.id AS "alert_id!", c.* FROM unnest(${alertIds}::uuid[]) a (id) CROSS JOIN LATERAL (
     SELECT business_date, until, restaurant_id, value, usual FROM figure_alert_crossings
     WHERE network_id = ${networkId} AND alert_id = a.id ORDER BY business_date DESC, restaurant_id LIMIT ${MOST_CROSSINGS}) c`;
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
  return tx.query<RecentCrossing>`
    SELECT a.id AS alert_id, a.figure, a.threshold, a.scope, a.rhythm, a.group_id, a.recipients::text[] AS recipients,
      a.restaurant_id AS alert_restaurant_id, a."userId" AS setter_id, a.name AS setter_name, a."restaurantIds" AS setter_restaurant_ids,
      c.business_date, c.until, c.restaurant_id, c.value, c.usual
    FROM (SELECT a.*, u.name, ${readerColumns(networkId)} FROM figure_alerts a ${readerJoins(sql`a`)}
          WHERE a.network_id = ${networkId} AND ${userId} = ANY (a.recipients) AND ${READS_FIGURES}) a
    JOIN figure_alert_crossings c ON c.network_id = ${networkId} AND c.alert_id = a.id AND c.business_date >= ${since}
    ORDER BY c.business_date DESC, c.until DESC, a.id, c.restaurant_id LIMIT ${MOST_RECENT}`;
}

export type AlertReader = StaffReader & { readonly name: string };

/** Members of staff who may read figures, sorted by name: these ones, or (null) all up to a limit. */
export function listReaders(
  tx: Statements,
  networkId: string,
  userIds: readonly string[] | null,
): Promise<AlertReader[]> {
  return tx.query<AlertReader>`
    SELECT u.name, ${readerColumns(networkId)}
    FROM (SELECT network_id, id AS user_id FROM users WHERE network_id = ${networkId} ${when(userIds !== null, sql`AND id = ANY (${userIds})`)}) a ${readerJoins(sql`a`)}
    WHERE ${READS_FIGURES} ORDER BY u.name, u.id LIMIT ${MOST_NAMED}`;
}

export interface PlaceGroup {
  readonly id: string;
  readonly name: string;
  readonly restaurantIds: readonly string[];
}

/** Groups of restaurants, sorted by name: these ones, or (null) all up to a limit. */
export function listGroups(tx: Statements, networkId: string, language: Language, groupIds: readonly string[] | null) {
  return tx.query<PlaceGroup>`SELECT g.id, coalesce(g.names ->> ${FALLBACK[language]}, g.name) AS name,
        ARRAY(SELECT m.restaurant_id FROM restaurant_group_members m WHERE m.network_id = ${networkId} AND m.group_id = g.id
          ORDER BY 1)::text[] AS restaurant_ids
      FROM restaurant_groups g WHERE g.network_id = ${networkId} ${when(groupIds !== null, sql`AND g.id = ANY (${groupIds})`)} ORDER BY 2, 1
      LIMIT ${MOST_NAMED}`;
}

/** The business date up to which an alert was compared, and how many of its hours; 0 for an alert by the day. */
export interface JudgedTo {
  readonly date: string;
  readonly hours: number;
}
