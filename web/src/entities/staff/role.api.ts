import { queryOptions } from '@tanstack/react-query';
import { keyHeader, type Send } from '../../shared/api/act-key';
import { answerOf, api } from '../../shared/api/client';
import type { Schemas } from '../../shared/api/schemas';
import { ifMatch, taggedOf } from '../../shared/api/tagged';

export type OwnRole = Schemas['Role'];
export type RolePermission = OwnRole['permissions'][number];
export type NewRole = Schemas['CreateRole'];
export type RoleList = Schemas['RoleList'];

export const roleKeys = { each: ['roles'] };

/** The own roles of the network, and the built-in ones to compare with. */
export const rolesQuery = queryOptions({
  queryKey: roleKeys.each,
  queryFn: ({ signal }) => answerOf(api.GET('/api/roles', { signal })),
});

export const readRole = (id: string) => () => taggedOf(api.GET('/api/roles/{id}', { params: { path: { id } } }));

/** A role by which more points can be given than by a cashier waits for a second person. */
type MadeRole = OwnRole | Schemas['ChangeRequest'];

export const createRole: Send<NewRole, MadeRole> = ({ key, body }) =>
  answerOf(api.POST('/api/roles', { params: { header: keyHeader(key) }, body }));

/** Binds the change to the tag; null binds it to nothing. */
export const changeRole =
  (id: string) =>
  (tag: string | null): Send<Schemas['ChangeRole'], MadeRole> =>
  ({ key, body }) => {
    const params = { path: { id }, header: { ...keyHeader(key), ...ifMatch(tag) } };
    return answerOf(api.PATCH('/api/roles/{id}', { params, body }));
  };

/** Undefined where no person has the role. */
export const deleteRole =
  (id: string): Send<string | undefined, unknown> =>
  ({ body: replacement }) =>
    answerOf(
      api.DELETE('/api/roles/{id}', {
        params: { path: { id }, query: replacement === undefined ? {} : { replacement } },
      }),
    );
