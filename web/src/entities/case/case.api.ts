import { queryOptions } from '@tanstack/react-query';
import { keyOf, readOf } from '../../shared/api/calls';
import type { Schemas } from '../../shared/api/schemas';

export type Case = Schemas['Case'];
export type CaseWithNotes = Schemas['CaseWithNotes'];
export type CaseStatus = Case['status'];

export type CaseBenefit = Schemas['OpenCase']['kind'];

/** Kinds of cases that staff open for guests by hand. */
export const CASE_BENEFITS: readonly CaseBenefit[] = ['PERSONAL_SHOPPER', 'CONCIERGE', 'PRIORITY_SUPPORT'];

/** A case with the tag by which a change refuses to overwrite a later one. */
export const caseQuery = (id: string) =>
  queryOptions({
    queryKey: [...keyOf('/api/cases/{id}', { id }), 'tagged'],
    queryFn: readOf('/api/cases/{id}', { id }),
  });
