import { type Sql, sql } from '../../../platform/database/sql';
import type { Language } from '../../../platform/language/language';

/** A member of staff who gets figures by e-mail. */
export interface StaffReader {
  readonly userId: string;
  readonly emailEncrypted: Buffer;
  readonly language: Language;
  /** Restaurants whose figures the person may read. Null: all restaurants of the network. */
  readonly restaurantIds: readonly string[] | null;
}

export const readerColumns = (
  networkId: string,
): Sql => sql`u.id AS "userId", u.email_encrypted, coalesce(u.locale, n.locale) AS language,
       CASE WHEN u.restaurant_group_id IS NOT NULL THEN
           ARRAY(SELECT m.restaurant_id FROM restaurant_group_members m
                 WHERE m.network_id = ${networkId} AND m.group_id = u.restaurant_group_id)::text[]
         WHEN u.role = 'cashier' AND o.places <> 'ALL' THEN
           ARRAY(SELECT w.restaurant_id FROM user_restaurants w WHERE w.network_id = ${networkId} AND w.user_id = u.id)::text[]
       END AS "restaurantIds"`;

/** Joins each row of the alias `of`, which has `network_id` and `user_id`, with its person. */
export const readerJoins = (of: Sql): Sql => sql`JOIN networks n ON n.id = ${of}.network_id
     JOIN users u ON u.id = ${of}.user_id AND u.network_id = ${of}.network_id
     LEFT JOIN own_roles o ON o.network_id = u.network_id AND o.id = u.own_role_id`;

/** Limits the rows to people with an enabled account who may read figures. */
export const READS_FIGURES = sql`u.disabled_at IS NULL
       AND CASE WHEN o.id IS NULL THEN u.role IN ('manager', 'analyst') ELSE 'reports.read' = ANY (o.permissions) END`;
