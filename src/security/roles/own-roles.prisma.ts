import type { Tx } from '../../platform/database/database';
import type { Prisma } from '../../generated/prisma/client';
import { ROLE_PERMISSIONS, type Permission } from '../permissions/permissions.rules';

export interface OwnRoleRow {
  readonly id: string;
  readonly name: string;
  readonly permissions: Permission[];
  readonly places: 'CHOSEN' | 'ALL';
  readonly manualAtOnce: number | null;
  readonly manualPerDay: number | null;
  readonly people: number;
  readonly groups: number;
  readonly createdAt: Date;
}

export type OwnRoleFields = Omit<OwnRoleRow, 'id' | 'people' | 'groups' | 'createdAt'>;

const COLUMNS = {
  id: true,
  name: true,
  permissions: true,
  places: true,
  manualAtOnce: true,
  manualPerDay: true,
  createdAt: true,
  _count: { select: { users: true, groups: true } },
} as const;

export async function listOwnRoles(tx: Tx, networkId: string): Promise<OwnRoleRow[]> {
  const rows = await tx.prisma.ownRole.findMany({ select: COLUMNS, where: { networkId }, orderBy: { name: 'asc' } });
  return rows.map(rowOf);
}

export async function findOwnRole(tx: Tx, networkId: string, id: string): Promise<OwnRoleRow | undefined> {
  const row = await tx.prisma.ownRole.findUnique({ select: COLUMNS, where: { networkId_id: { networkId, id } } });
  return row === null ? undefined : rowOf(row);
}

export function countOwnRoles(tx: Tx, networkId: string): Promise<number> {
  return tx.prisma.ownRole.count({ where: { networkId } });
}

export async function insertOwnRole(tx: Tx, networkId: string, id: string, fields: OwnRoleFields): Promise<void> {
  await tx.prisma.ownRole.create({ data: { ...fields, networkId, id }, select: { id: true } });
}

export async function updateOwnRole(tx: Tx, networkId: string, id: string, fields: OwnRoleFields): Promise<void> {
  await tx.prisma.ownRole.updateMany({ where: { networkId, id }, data: fields });
}

export async function deleteOwnRole(tx: Tx, networkId: string, id: string): Promise<void> {
  await tx.prisma.ownRole.deleteMany({ where: { networkId, id } });
}

/** Whether another role of the network has this name, ignoring case. */
export async function hasRoleName(tx: Tx, networkId: string, name: string, except: string | null): Promise<boolean> {
  const row = await tx.maybe<{ id: string }>`
    SELECT id FROM own_roles WHERE network_id = ${networkId} AND lower(name) = lower(${name}) AND id IS DISTINCT FROM ${except} LIMIT 1`;
  return row !== undefined;
}

/** Makes changes of a network's roles wait for each other, so that their names and number stay valid. */
export async function lockOwnRoles(tx: Tx, networkId: string): Promise<void> {
  await tx.query`SELECT pg_advisory_xact_lock(hashtextextended('own roles ' || ${networkId}, 0))`;
}

/** Locks a role, after its people: nobody can get the role until the transaction ends. */
export async function lockOwnRole(tx: Tx, id: string): Promise<void> {
  await tx.query<{ id: string }>`SELECT id FROM own_roles WHERE id = ${id} FOR UPDATE`;
}

/** Locks a role's people: none of them can begin a session until the transaction ends. */
export async function lockPeopleOf(tx: Tx, id: string): Promise<string[]> {
  const rows = await tx.query<{ id: string }>`SELECT id FROM users WHERE own_role_id = ${id} ORDER BY id FOR UPDATE`;
  return rows.map((row) => row.id);
}

/** Gives a role's people and groups another role. */
/** People who have the role. */
export async function listPeopleOfRole(tx: Tx, networkId: string, id: string): Promise<string[]> {
  const people = await tx.prisma.user.findMany({ where: { networkId, ownRoleId: id }, select: { id: true } });
  return people.map((person) => person.id);
}

export async function replaceOwnRole(
  tx: Tx,
  networkId: string,
  id: string,
  next: { readonly role: 'cashier' | 'analyst'; readonly ownRoleId: string | null },
): Promise<void> {
  await tx.prisma.user.updateMany({ where: { networkId, ownRoleId: id }, data: next });
  await tx.prisma.identityProviderGroup.updateMany({ where: { networkId, ownRoleId: id }, data: next });
}

/** Values were checked when written; permissions that roles can no longer have are left out. */
function rowOf({ _count, ...row }: Prisma.OwnRoleGetPayload<{ select: typeof COLUMNS }>): OwnRoleRow {
  return {
    ...row,
    permissions: ROLE_PERMISSIONS.filter((permission) => row.permissions.includes(permission)),
    places: row.places === 'ALL' ? 'ALL' : 'CHOSEN',
    people: _count.users,
    groups: _count.groups,
  };
}
