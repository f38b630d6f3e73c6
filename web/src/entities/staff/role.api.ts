import type { Send } from '../../shared/api/act-key';
import { actOf, ask } from '../../shared/api/calls';
import type { Schemas } from '../../shared/api/schemas';

export type OwnRole = Schemas['Role'];
export type RolePermission = OwnRole['permissions'][number];
export type RoleList = Schemas['RoleList'];

/** The own roles of the network, and the built-in ones to compare with. */
export const rolesQuery = ask('/api/roles');

/** Undefined where no person has the role. */
export const deleteRole =
  (id: string): Send<string | undefined, unknown> =>
  ({ key, body: replacement }) =>
    actOf('DELETE', '/api/roles/{id}', { id, replacement })({ key, body: null });
