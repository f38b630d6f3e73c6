import { z } from 'zod';
import { line, MAX_ACT_POINTS, objectNamed, openObjectNamed, openObjectOf, uuid } from '../../platform/http/schemas';
import { type Permission, permissionsOfRole, ROLE_PERMISSIONS } from '../permissions/permissions.rules';
import type { ChangeRequestAnswer } from '../second-person/change-request.dto';
import type { OwnRoleRow } from './own-roles.prisma';

const NAME_MAX = 60;

const name = line(NAME_MAX).describe('Name of the role, unique in the network whatever its case');
const permission = z.enum(ROLE_PERMISSIONS as [Permission, ...Permission[]]);
const permissions = z
  .array(permission)
  .min(1)
  .max(ROLE_PERMISSIONS.length)
  .describe('Permissions of the people with this role, each of which its maker has too');
const places = z
  .enum(['CHOSEN', 'ALL'])
  .describe('Where its people work: in the restaurants that each of them has (`CHOSEN`), or in all (`ALL`)');
const manualLimit = z.int().min(0).max(MAX_ACT_POINTS).nullable();
const manualAtOnce = manualLimit.describe(
  'Points that one of its people may post by hand at once, at most as many as a manager; null: as many as a cashier',
);
const manualPerDay = manualLimit.describe(
  'Points that one of its people may post by hand in a day, at most as many as a manager; null: as a cashier',
);

export const createRoleSchema = objectNamed('CreateRole', {
  name,
  permissions,
  places: places.default('CHOSEN'),
  manualAtOnce: manualAtOnce.default(null),
  manualPerDay: manualPerDay.default(null),
});
export type CreateRoleBody = z.infer<typeof createRoleSchema>;

export const changeRoleSchema = objectNamed('ChangeRole', 'Fields that are left out stay as they are.', {
  name: name.optional(),
  permissions: permissions.optional(),
  places: places.optional(),
  manualAtOnce: manualAtOnce.optional(),
  manualPerDay: manualPerDay.optional(),
});
export type ChangeRoleBody = z.infer<typeof changeRoleSchema>;

/** Roles without a manager's rights, which people get when their role is deleted. */
const BUILT_IN = ['cashier', 'analyst'] as const;
export const deleteRoleQuery = z.strictObject({
  replacement: z
    .union([z.enum(BUILT_IN), uuid])
    .optional()
    .describe('Role that its people and the groups of the sign-in get: `cashier`, `analyst`, or another own role'),
});
export type DeleteRoleQuery = z.infer<typeof deleteRoleQuery>;

export const roleSchema = openObjectNamed('Role', 'A role that the network made of the permissions.', {
  id: z.uuid().describe('Own role'),
  name,
  permissions: z.array(permission).describe('Permissions of the people with this role'),
  places,
  manualAtOnce,
  manualPerDay,
  people: z.int().describe('Employees who have the role, disabled ones too'),
  groups: z.int().describe("Groups of the network's sign-in through its provider that give the role"),
  createdAt: z.iso.datetime().describe('Moment at which the role was made'),
});
export type RoleAnswer = z.infer<typeof roleSchema>;
/** A role, or a change request that needs a second person's approval. */
export type MadeRoleAnswer = RoleAnswer | ChangeRequestAnswer;

const ofBuiltIn = (who: string) =>
  z.array(permission).describe(`Permissions of ${who}, of those that own roles are made of`);
export const roleListSchema = openObjectNamed('RoleList', {
  items: z.array(roleSchema).describe('Own roles of the network, by name'),
  builtIn: openObjectOf('Built-in roles, to compare with', {
    cashier: ofBuiltIn('cashiers'),
    manager: ofBuiltIn('managers'),
    analyst: ofBuiltIn('analysts'),
  }),
  giving: z
    .array(permission)
    .describe(
      'Permissions that cashiers have not and that give points, free points in review, take over guests, save or erase their data, or read the audit: a role with one waits for a second person',
    ),
});
export type RoleListAnswer = z.infer<typeof roleListSchema>;

export const BUILT_IN_PERMISSIONS: RoleListAnswer['builtIn'] = {
  cashier: permissionsOfRole('cashier'),
  manager: permissionsOfRole('manager'),
  analyst: permissionsOfRole('analyst'),
};

export function roleAnswer({ createdAt, ...row }: OwnRoleRow): RoleAnswer {
  return { ...row, createdAt: createdAt.toISOString() };
}

/** The fields that `changeRoleSchema` can change. */
export const changeableOfRole = ({
  id,
  name,
  permissions,
  places,
  manualAtOnce,
  manualPerDay,
}: RoleAnswer): object => ({
  id,
  name,
  permissions,
  places,
  manualAtOnce,
  manualPerDay,
});
