import type { Schemas } from '../../shared/api/schemas';
import type { DescribedOperation } from '../../shared/described/operation';
import { useSession } from './session';

/** Permissions by which pages show their parts. Roles are made of all but the last five, which stay with managers. */
export type Permission =
  | Schemas['Role']['permissions'][number]
  | 'staff.manage'
  | 'roles.manage'
  | 'keys.manage'
  | 'settings.manage'
  | 'approvals.decide';

/** Which of the console's parts the person may use: by their permissions, so that own roles of the network see theirs. */
export function useMay(): (permission: Permission) => boolean {
  const session = useSession();
  const permissions = 'user' in session ? session.user.permissions : [];
  return (permission) => permissions.includes(permission);
}

/** Whether the person changes this for the network. An owner who acts for it helps with guests, and changes no rules. */
export function useMayManage(permission: Permission): boolean {
  const session = useSession();
  const may = useMay();
  return 'user' in session && session.user.role !== 'owner' && may(permission);
}

/**
 * Whether the person may call an operation. For an owner who acts for a network, the answer is true only for operations that read; each page decides
 * itself which changes it offers to such an owner.
 */
export function useMayCall(): (operation: DescribedOperation) => boolean {
  const session = useSession();
  const isOwner = 'user' in session && session.user.role === 'owner';
  const may = useMay();
  return ({ method, permissions = [] }) =>
    (method === 'GET' || !isOwner) && (permissions.length === 0 || permissions.some((one) => may(one as Permission)));
}
