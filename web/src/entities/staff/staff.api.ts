import { queryOptions } from '@tanstack/react-query';
import { keyHeader, type Send } from '../../shared/api/act-key';
import { answerOf, api } from '../../shared/api/client';
import { everyItem } from '../../shared/api/lists';
import type { Schemas } from '../../shared/api/schemas';
import { ifMatch, taggedOf } from '../../shared/api/tagged';

export type Employee = Schemas['User'];
export type EmployeeRole = Employee['role'];
export type NewEmployee = Schemas['CreateUser'];
export type EmployeeChange = Schemas['ChangeUser'];
type ChangeRequest = Schemas['ChangeRequest'];

export const EMPLOYEE_ROLES: readonly EmployeeRole[] = ['cashier', 'manager', 'analyst'];

export const staffKeys = { each: ['users'] };

/** All employees of the network, newest first, disabled ones too. */
export const allStaffQuery = queryOptions({
  queryKey: [...staffKeys.each, 'all'],
  queryFn: ({ signal }) => everyItem((query) => answerOf(api.GET('/api/users', { params: { query }, signal }))),
});

export function employeeQuery(id: string) {
  return queryOptions({
    queryKey: [...staffKeys.each, 'one', id],
    queryFn: ({ signal }) => answerOf(api.GET('/api/users/{id}', { params: { path: { id } }, signal })),
  });
}

export const readEmployee = (id: string) => () => taggedOf(api.GET('/api/users/{id}', { params: { path: { id } } }));

export const inviteEmployee: Send<NewEmployee, Schemas['CreatedUser']> = ({ key, body }) =>
  answerOf(api.POST('/api/users', { params: { header: keyHeader(key) }, body }));

/** Binds the change to the tag; null binds it to nothing. */
export const changeEmployee =
  (id: string) =>
  (tag: string | null): Send<EmployeeChange, Employee | ChangeRequest> =>
  ({ key, body }) => {
    const params = { path: { id }, header: { ...keyHeader(key), ...ifMatch(tag) } };
    return answerOf(api.PATCH('/api/users/{id}', { params, body }));
  };

/** The link itself, a mail that is on its way, or a request that waits for a second person. */
export type MadeLink = Schemas['PasswordLink'] | Schemas['PasswordLinkSent'] | ChangeRequest;

export const makePasswordLink =
  (id: string): Send<'LINK' | 'EMAIL', MadeLink> =>
  ({ body: invitation }) =>
    answerOf(api.POST('/api/users/{id}/password-link', { params: { path: { id }, query: { invitation } } }));

/** Undefined: it is reset; a request waits for a second person. */
export const resetSecondFactor =
  (id: string): Send<null, ChangeRequest | undefined> =>
  () =>
    answerOf(api.DELETE('/api/users/{id}/second-factor', { params: { path: { id } } }));

export const signOutEmployee =
  (id: string): Send<null, unknown> =>
  () =>
    answerOf(api.DELETE('/api/users/{id}/sessions', { params: { path: { id } } }));
