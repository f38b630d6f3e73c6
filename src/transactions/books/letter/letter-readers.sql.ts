import type { Statements, Tx } from '../../../platform/database/database';
import type { Language } from '../../../platform/language/language';

export interface LetterReader {
  readonly userId: string;
  readonly emailEncrypted: Buffer;
  readonly language: Language;
  /** Restaurants of the reader; null: the whole network. */
  readonly restaurantIds: readonly string[] | null;
}

export async function isReader(tx: Statements, networkId: string, userId: string): Promise<boolean> {
  const row = await tx.maybe('SELECT FROM letter_readers WHERE network_id = $1 AND user_id = $2', [networkId, userId]);
  return row !== undefined;
}

/** From the week after `lastWeek` on. Asking twice is the same as once. */
export async function insertReader(tx: Tx, networkId: string, userId: string, lastWeek: string): Promise<void> {
  await tx.query(
    'INSERT INTO letter_readers (network_id, user_id, last_week) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING',
    [networkId, userId, lastWeek],
  );
}

export async function deleteReader(tx: Tx, networkId: string, userId: string): Promise<void> {
  await tx.query('DELETE FROM letter_readers WHERE network_id = $1 AND user_id = $2', [networkId, userId]);
}

/** Readers who have no letter of the week yet, may still read figures and have not left; at most `limit`. */
export function listDueReaders(
  tx: Statements,
  networkId: string,
  week: string,
  limit: number,
): Promise<LetterReader[]> {
  return tx.query<LetterReader>(
    `SELECT u.id AS "userId", u.email_encrypted AS "emailEncrypted", coalesce(u.locale, n.locale) AS language,
       CASE WHEN u.restaurant_group_id IS NOT NULL THEN
           ARRAY(SELECT m.restaurant_id FROM restaurant_group_members m
                 WHERE m.network_id = $1 AND m.group_id = u.restaurant_group_id)::text[]
         WHEN u.role = 'cashier' AND o.places <> 'ALL' THEN
           ARRAY(SELECT w.restaurant_id FROM user_restaurants w WHERE w.network_id = $1 AND w.user_id = u.id)::text[]
       END AS "restaurantIds"
     FROM letter_readers l
     JOIN networks n ON n.id = l.network_id
     JOIN users u ON u.id = l.user_id AND u.network_id = l.network_id
     LEFT JOIN own_roles o ON o.network_id = u.network_id AND o.id = u.own_role_id
     WHERE l.network_id = $1 AND l.last_week < $2::date AND u.disabled_at IS NULL
       AND CASE WHEN o.id IS NULL THEN u.role IN ('manager', 'analyst') ELSE 'reports.read' = ANY (o.permissions) END
     ORDER BY u.id LIMIT $3`,
    [networkId, week, limit],
  );
}

/** Notes that the reader has the letter of the week. False: another process was quicker, or the reader wants none any more. */
export async function noteWeek(tx: Tx, networkId: string, userId: string, week: string): Promise<boolean> {
  const row = await tx.maybe(
    `UPDATE letter_readers SET last_week = $3 WHERE network_id = $1 AND user_id = $2 AND last_week < $3::date RETURNING user_id`,
    [networkId, userId, week],
  );
  return row !== undefined;
}
