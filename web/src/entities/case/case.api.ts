import { queryOptions } from '@tanstack/react-query';
import { keyHeader, type Send } from '../../shared/api/act-key';
import { answerOf, api } from '../../shared/api/client';
import { pageAfter } from '../../shared/api/lists';
import type { Schemas } from '../../shared/api/schemas';
import { ifMatch, taggedOf } from '../../shared/api/tagged';

export type Case = Schemas['Case'];
export type CaseWithNotes = Schemas['CaseWithNotes'];
export type CaseKind = Case['kind'];
export type CaseStatus = Case['status'];

export const CASE_KINDS: readonly CaseKind[] = ['PERSONAL_SHOPPER', 'CONCIERGE', 'PRIORITY_SUPPORT'];
export const CASE_STATUSES: readonly CaseStatus[] = ['OPEN', 'IN_WORK', 'DONE'];

const AT_ONCE = 20;

export interface WhichCases {
  readonly status?: CaseStatus;
  readonly kind?: CaseKind;
  readonly restaurantId?: string;
  readonly assigneeId?: string;
}

export const caseKeys = { each: ['cases'] };

/** Cases of the network, newest first. */
export function casesQuery(which: WhichCases, cursor: string | undefined) {
  return queryOptions({
    queryKey: [...caseKeys.each, 'list', which, cursor],
    queryFn: ({ signal }) =>
      answerOf(api.GET('/api/cases', { params: { query: { ...which, ...pageAfter(cursor, AT_ONCE) } }, signal })),
  });
}

/** A case with the tag by which a change refuses to overwrite a later one. */
export function caseQuery(id: string) {
  return queryOptions({
    queryKey: [...caseKeys.each, 'one', id],
    queryFn: readCase(id),
  });
}

export const readCase = (id: string) => () => taggedOf(api.GET('/api/cases/{id}', { params: { path: { id } } }));

export const openCase =
  (guestId: string): Send<Schemas['OpenCase'], Case> =>
  ({ key, body }) =>
    answerOf(api.POST('/api/guests/{id}/cases', { params: { path: { id: guestId }, header: keyHeader(key) }, body }));

/** Binds the change to the tag; null binds it to nothing. */
export const changeCase =
  (id: string) =>
  (tag: string | null): Send<Schemas['ChangeCase'], CaseWithNotes> =>
  ({ key, body }) => {
    const params = { path: { id }, header: { ...keyHeader(key), ...ifMatch(tag) } };
    return answerOf(api.PATCH('/api/cases/{id}', { params, body }));
  };

export const addCaseNote =
  (id: string): Send<Schemas['AddCaseNote'], CaseWithNotes> =>
  ({ key, body }) =>
    answerOf(api.POST('/api/cases/{id}/notes', { params: { path: { id }, header: keyHeader(key) }, body }));
