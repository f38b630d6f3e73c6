import type { Tx } from '../../platform/database/database';
import { type IdSlice, orderOf } from '../../platform/http/list-query';
import type { StaffRole } from './staff.rules';

export interface StaffRow {
  readonly id: string;
  readonly role: StaffRole;
  readonly name: string;
  readonly emailEncrypted: Buffer;
  readonly locale: 'ru' | 'en' | null;
  readonly guestId: string | null;
  readonly createdAt: Date;
  readonly disabledAt: Date | null;
  /** The restaurants of a cashier; for the others all restaurants of the network. */
  readonly restaurantIds: readonly string[];
}

const STAFF = `
  SELECT u.id, u.role, u.name, u.email_encrypted AS "emailEncrypted", u.locale, u.guest_id AS "guestId",
         u.created_at AS "createdAt", u.disabled_at AS "disabledAt",
         ARRAY(SELECT r.id FROM restaurants r
               WHERE u.role <> 'cashier' OR EXISTS (
                 SELECT 1 FROM user_restaurants w
                 WHERE w.network_id = r.network_id AND w.user_id = u.id AND w.restaurant_id = r.id)
               ORDER BY r.id)::text[] AS "restaurantIds"
  FROM users u`;

/** The network's staff, a slice of them; without a status all. A network's users are few. */
export function listStaff(tx: Tx, slice: IdSlice, status: 'ACTIVE' | 'DISABLED' | undefined): Promise<StaffRow[]> {
  return tx.query<StaffRow>(
    `${STAFF} WHERE u.id > $1 AND u.id < $2 AND ($3::boolean IS NULL OR (u.disabled_at IS NOT NULL) = $3)
      ORDER BY u.id ${orderOf(slice)} LIMIT $4`,
    [slice.after, slice.before, status === undefined ? null : status === 'DISABLED', slice.limit],
  );
}

export function findStaff(tx: Tx, id: string): Promise<StaffRow | undefined> {
  return tx.maybe<StaffRow>(`${STAFF} WHERE u.id = $1`, [id]);
}

/** Locks a user, so that two changes of one user follow one another. */
export async function lockStaff(tx: Tx, id: string): Promise<boolean> {
  return (await tx.maybe('SELECT id FROM users WHERE id = $1 FOR UPDATE', [id])) !== undefined;
}

/** The moment from which a new account may approve: after a time that the network sets, 24 hours by default. */
const laterIn = (networkId: string): string => `now() + make_interval(hours => coalesce(
  (SELECT (n.settings->'limits'->>'approvalCoolingHours')::integer FROM networks n WHERE n.id = ${networkId}), 24))`;
const APPROVES_LATER = laterIn('$2');
const APPROVES_LATER_OF_USER = laterIn('users.network_id');

export interface NewStaffRow {
  readonly id: string;
  readonly networkId: string;
  readonly role: StaffRole;
  readonly name: string;
  readonly emailEncrypted: Buffer;
  readonly emailIndex: Buffer;
  readonly locale: 'ru' | 'en' | null;
  readonly guestId: string | null;
  /** Whether the account may approve only after the network's waiting time; accounts made by the system approve at once. */
  readonly isNew: boolean;
}

/** False when the e-mail address has a user in this network. */
export async function appendStaff(tx: Tx, row: NewStaffRow): Promise<boolean> {
  const rows = await tx.query(
    `INSERT INTO users (id, network_id, role, name, email_encrypted, email_index, locale, guest_id, approves_from)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, CASE WHEN $9 THEN ${APPROVES_LATER} ELSE now() END)
     ON CONFLICT (email_index, network_id) DO NOTHING RETURNING id`,
    [row.id, row.networkId, row.role, row.name, row.emailEncrypted, row.emailIndex, row.locale, row.guestId, row.isNew],
  );
  return rows.length === 1;
}

export interface StaffFields {
  readonly role: StaffRole;
  readonly name: string;
  readonly locale: 'ru' | 'en' | null;
  readonly guestId: string | null;
  readonly disabled: boolean;
  /** Whether the user becomes a manager now, and so approves only after the network's waiting time. */
  readonly becameManager: boolean;
}

export async function updateStaff(tx: Tx, id: string, fields: StaffFields): Promise<void> {
  await tx.query(
    `UPDATE users SET role = $2, name = $3, locale = $4, guest_id = $5,
       disabled_at = CASE WHEN $6 THEN coalesce(disabled_at, now()) END,
       approves_from = CASE WHEN $7 THEN ${APPROVES_LATER_OF_USER} ELSE approves_from END
     WHERE id = $1`,
    [id, fields.role, fields.name, fields.locale, fields.guestId, fields.disabled, fields.becameManager],
  );
}

/** Replaces the restaurants where the user works. */
export async function replaceRestaurants(
  tx: Tx,
  networkId: string,
  userId: string,
  restaurantIds: readonly string[],
): Promise<void> {
  await tx.query('DELETE FROM user_restaurants WHERE user_id = $1', [userId]);
  await tx.query(
    `INSERT INTO user_restaurants (network_id, user_id, restaurant_id)
     SELECT $1, $2, id FROM unnest($3::uuid[]) AS id ORDER BY id ON CONFLICT DO NOTHING`,
    [networkId, userId, restaurantIds],
  );
}

/** How many of these restaurants the network has. */
export async function countRestaurants(tx: Tx, ids: readonly string[]): Promise<number> {
  const row = await tx.one<{ count: number }>('SELECT count(*) AS count FROM restaurants WHERE id = ANY($1)', [ids]);
  return row.count;
}

/** Whether the network has this guest. */
export async function hasGuest(tx: Tx, guestId: string): Promise<boolean> {
  return (await tx.maybe('SELECT id FROM guests WHERE id = $1', [guestId])) !== undefined;
}
