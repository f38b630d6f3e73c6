import { queryOptions } from '@tanstack/react-query';
import { keyHeader, type Send } from '../../shared/api/act-key';
import { answerOf, api } from '../../shared/api/client';
import { pageAfter } from '../../shared/api/lists';
import type { Schemas } from '../../shared/api/schemas';

export type Family = Schemas['Family'];
export type FamilyAllowance = Schemas['FamilyAllowance'];
export type ListedFamily = Schemas['FamilyPage']['items'][number];
/** A guest who joins is no head: a head founds the family or takes it over. */
export type JoiningRole = Schemas['AddFamilyMember']['role'];

const FAMILIES_AT_ONCE = 50;

export const familyKeys = { lists: ['families'] };

/** All families of the network, the newest first. */
export function familiesQuery(cursor: string | undefined) {
  return queryOptions({
    queryKey: [...familyKeys.lists, cursor],
    queryFn: ({ signal }) =>
      answerOf(api.GET('/api/families', { params: { query: pageAfter(cursor, FAMILIES_AT_ONCE) }, signal })),
  });
}

export const foundFamily: Send<Schemas['FoundFamily'], Family> = ({ key, body }) =>
  answerOf(api.POST('/api/families', { params: { header: keyHeader(key) }, body }));

export const passHead =
  (id: string): Send<Schemas['FamilyHead'], Family> =>
  ({ key, body }) =>
    answerOf(api.PUT('/api/families/{id}/head', { params: { path: { id }, header: keyHeader(key) }, body }));

export const addMember =
  (id: string): Send<Schemas['AddFamilyMember'], Family> =>
  ({ key, body }) =>
    answerOf(api.POST('/api/families/{id}/members', { params: { path: { id }, header: keyHeader(key) }, body }));

export const inviteToFamily =
  (id: string): Send<Schemas['InviteToFamily'], Schemas['FamilyInvitation']> =>
  ({ key, body }) =>
    answerOf(api.POST('/api/families/{id}/invitations', { params: { path: { id }, header: keyHeader(key) }, body }));

export const removeMember =
  (id: string, guestId: string): Send<null, unknown> =>
  ({ key }) => {
    const params = { path: { id, guestId }, header: keyHeader(key) };
    return answerOf(api.DELETE('/api/families/{id}/members/{guestId}', { params }));
  };

/** The points that a child may spend. */
export const allowMember =
  (id: string, guestId: string): Send<FamilyAllowance, Family> =>
  ({ key, body }) => {
    const params = { path: { id, guestId }, header: keyHeader(key) };
    return answerOf(api.PUT('/api/families/{id}/members/{guestId}/allowance', { params, body }));
  };
