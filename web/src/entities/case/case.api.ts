import { queryOptions } from '@tanstack/react-query';
import { ask, keyOf, readOf } from '../../shared/api/calls';
import type { Schemas } from '../../shared/api/schemas';

export type Case = Schemas['Case'];
export type CaseWithNotes = Schemas['CaseWithNotes'];
export type CaseKind = Case['kind'];
export type CaseStatus = Case['status'];

export type CaseBenefit = Schemas['OpenCase']['kind'];

/** Kinds of cases that staff open for guests by hand. */
export const CASE_BENEFITS: readonly CaseBenefit[] = ['PERSONAL_SHOPPER', 'CONCIERGE', 'PRIORITY_SUPPORT'];
export const CASE_KINDS: readonly CaseKind[] = ['BAD_VISIT', ...CASE_BENEFITS];
export const CASE_STATUSES: readonly CaseStatus[] = ['OPEN', 'IN_WORK', 'DONE'];

const AT_ONCE = 20;

export interface WhichCases {
  readonly status?: CaseStatus;
  readonly kind?: CaseKind;
  readonly restaurantId?: string;
  readonly assigneeId?: string;
}

/** Cases of the network, newest first. */
export const casesQuery = (which: WhichCases, cursor: string | undefined) =>
  ask('/api/cases', { ...which, limit: AT_ONCE, cursor });

/** A case with the tag by which a change refuses to overwrite a later one. */
export const caseQuery = (id: string) =>
  queryOptions({
    queryKey: [...keyOf('/api/cases/{id}', { id }), 'tagged'],
    queryFn: readOf('/api/cases/{id}', { id }),
  });
