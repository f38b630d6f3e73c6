import type { Send } from '../../shared/api/act-key';
import { actOf, askAll } from '../../shared/api/calls';
import type { Schemas } from '../../shared/api/schemas';

export type Employee = Schemas['User'];
export type EmployeeRole = Employee['role'];
type ChangeRequest = Schemas['ChangeRequest'];

export const EMPLOYEE_ROLES: readonly EmployeeRole[] = ['cashier', 'manager', 'analyst'];

/** All employees of the network, newest first, disabled ones too. */
export const allStaffQuery = askAll('/api/users', {});

/** The link itself, a mail that is on its way, or a request that waits for a second person. */
export type MadeLink = Schemas['PasswordLink'] | Schemas['PasswordLinkSent'] | ChangeRequest;

export const makePasswordLink =
  (id: string): Send<'LINK' | 'EMAIL', MadeLink> =>
  ({ key, body: invitation }) =>
    actOf('POST', '/api/users/{id}/password-link', { id, invitation })({ key, body: null });
