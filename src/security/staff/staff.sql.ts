import type { Tx } from '../../platform/database/database';
import { type IdSlice, orderOf } from '../../platform/http/list-query';
import type { StaffRole } from './staff.rules';
import { type Sql, sql, when } from '../../platform/database/sql';

// SQL by hand: locks, times of the database, and restaurants of a person in one statement.

export interface StaffRow {
  readonly id: string;
  readonly role: StaffRole;
  /** Own role of the network; null: none. */
  readonly ownRoleId: string | null;
  /** Whether the role lets the person work in all restaurants. */
  readonly worksEverywhere: boolean;
  readonly name: string;
  readonly emailEncrypted: Buffer;
  readonly locale: 'ru' | 'en' | null;
  readonly guestId: string | null;
  readonly createdAt: Date;
  readonly disabledAt: Date | null;
  /** The restaurants of a cashier or of the group of a manager; for the others all restaurants of the network. */
  readonly restaurantIds: readonly string[];
  /** The group in which a manager works; null: in the whole network, or another role. */
  readonly restaurantGroupId: string | null;
  /** Whether the person is no manager any more, and was one within 30 days. */
  readonly wasManager: boolean;
}

const STAFF = sql`
  SELECT u.id, u.role::text AS role, u.own_role_id, u.name, u.email_encrypted, u.locale,
         (u.role <> 'cashier' OR coalesce(o.places = 'ALL', false)) AS works_everywhere, u.guest_id,
         u.created_at, u.disabled_at, u.restaurant_group_id,
         (u.role <> 'manager' AND coalesce(u.manager_until > now() - interval '30 days', false)) AS was_manager,
         ARRAY(SELECT r.id FROM restaurants r
               WHERE (u.role <> 'cashier' AND u.restaurant_group_id IS NULL) OR o.places = 'ALL' OR EXISTS (
                 SELECT 1 FROM restaurant_group_members m
                 WHERE m.network_id = r.network_id AND m.group_id = u.restaurant_group_id AND m.restaurant_id = r.id) OR EXISTS (
                 SELECT 1 FROM user_restaurants w
                 WHERE w.network_id = r.network_id AND w.user_id = u.id AND w.restaurant_id = r.id)
               ORDER BY r.id)::text[] AS restaurant_ids
  FROM users u LEFT JOIN own_roles o ON o.network_id = u.network_id AND o.id = u.own_role_id`;

/** Cashiers without an own role who work in these restaurants alone. */
const within = (district: readonly string[]) => sql`AND u.role = 'cashier' AND u.own_role_id IS NULL
  AND EXISTS (SELECT 1 FROM user_restaurants w WHERE w.network_id = u.network_id AND w.user_id = u.id)
  AND NOT EXISTS (SELECT 1 FROM user_restaurants w
    WHERE w.network_id = u.network_id AND w.user_id = u.id AND w.restaurant_id <> ALL (${district}::uuid[]))`;

/** The network's staff, a slice of them; without a status all. A network's users are few. */
export function listStaff(
  tx: Tx,
  slice: IdSlice,
  status: 'ACTIVE' | 'DISABLED' | undefined,
  district: readonly string[] | null,
): Promise<StaffRow[]> {
  return tx.query<StaffRow>`
    ${STAFF} WHERE u.id > ${slice.after} AND u.id < ${slice.before}
      ${when(status !== undefined, sql`AND (u.disabled_at IS NOT NULL) = ${status === 'DISABLED'}`)}
      ${when(district !== null, within(district ?? []))}
     ORDER BY u.id ${orderOf(slice)} LIMIT ${slice.limit}`;
}

export function findStaff(tx: Tx, id: string): Promise<StaffRow | undefined> {
  return tx.maybe<StaffRow>`${STAFF} WHERE u.id = ${id}`;
}

/** Locks a user, so that two changes of one user follow one another. */
export async function lockStaff(tx: Tx, id: string): Promise<boolean> {
  return (await tx.maybe<{ id: string }>`SELECT id FROM users WHERE id = ${id} FOR UPDATE`) !== undefined;
}

/** The moment from which a new account may approve: after a time that the network sets, 24 hours by default. */
const laterIn = (networkId: string | Sql) => sql`now() + make_interval(hours => coalesce(
  (SELECT (n.settings->'limits'->>'approvalCoolingHours')::integer FROM networks n WHERE n.id = ${networkId}), 24))`;
const APPROVES_LATER_OF_USER = laterIn(sql`users.network_id`);

export interface NewStaffRow {
  readonly id: string;
  readonly networkId: string;
  readonly role: StaffRole;
  readonly ownRoleId: string | null;
  readonly name: string;
  readonly emailEncrypted: Buffer;
  readonly emailIndex: Buffer;
  readonly locale: 'ru' | 'en' | null;
  readonly guestId: string | null;
  readonly restaurantGroupId: string | null;
  /** In a sandbox: the account of the same manager in the network itself. */
  readonly homeUserId: string | null;
  /** Whether the account may approve only after the network's waiting time; accounts made by the system approve at once. */
  readonly isNew: boolean;
  readonly disabled: boolean;
}

/** False when the e-mail address has a user in this network. */
export async function appendStaff(tx: Tx, row: NewStaffRow): Promise<boolean> {
  const rows = await tx.query<{ id: string }>`
    INSERT INTO users (id, network_id, role, name, email_encrypted, email_index, locale, guest_id, approves_from,
       restaurant_group_id, own_role_id, home_user_id, disabled_at)
     VALUES (${row.id}, ${row.networkId}, ${row.role}, ${row.name}, ${row.emailEncrypted},
       ${row.emailIndex}, ${row.locale}, ${row.guestId}, CASE WHEN ${row.isNew} THEN ${laterIn(row.networkId)} ELSE now() END,
       ${row.restaurantGroupId}, ${row.ownRoleId}, ${row.homeUserId},
       CASE WHEN ${row.disabled} THEN now() END)
     ON CONFLICT (email_index, network_id) DO NOTHING RETURNING id`;
  return rows.length === 1;
}

export interface StaffFields {
  readonly role: StaffRole;
  readonly ownRoleId: string | null;
  readonly name: string;
  readonly locale: 'ru' | 'en' | null;
  readonly guestId: string | null;
  readonly disabled: boolean;
  readonly restaurantGroupId: string | null;
  /** Whether the user gets a manager's rights now, and so approves only after the network's waiting time. */
  readonly becameManager: boolean;
}

export async function updateStaff(tx: Tx, id: string, fields: StaffFields): Promise<void> {
  await tx.query`UPDATE users SET role = ${fields.role}, name = ${fields.name},
    locale = ${fields.locale}, guest_id = ${fields.guestId}, restaurant_group_id = ${fields.restaurantGroupId},
       disabled_at = CASE WHEN ${fields.disabled} THEN coalesce(disabled_at, now()) END,
       approves_from = CASE WHEN ${fields.becameManager} THEN ${APPROVES_LATER_OF_USER} ELSE approves_from END,
         own_role_id = ${fields.ownRoleId},
       manager_until = CASE WHEN role = 'manager' AND ${fields.role}::user_role <> 'manager' THEN now() ELSE manager_until END
     WHERE id = ${id}`;
}

/** Replaces the restaurants where the user works. */
export async function replaceRestaurants(
  tx: Tx,
  networkId: string,
  userId: string,
  restaurantIds: readonly string[],
): Promise<void> {
  const data = [...restaurantIds].sort().map((restaurantId) => ({ networkId, userId, restaurantId }));
  await tx.prisma.userRestaurant.deleteMany({ where: { userId } });
  await tx.prisma.userRestaurant.createMany({ data, skipDuplicates: true });
}

/** Whether the network has this own role, which then stays as it is until the end of the transaction. */
export async function holdOwnRole(tx: Tx, id: string): Promise<boolean> {
  return (await tx.maybe<{ id: string }>`SELECT id FROM own_roles WHERE id = ${id} FOR SHARE`) !== undefined;
}
