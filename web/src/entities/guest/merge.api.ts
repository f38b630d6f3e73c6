import { queryOptions } from '@tanstack/react-query';
import { keyHeader, type Send } from '../../shared/api/act-key';
import { answerOf, api } from '../../shared/api/client';
import type { Schemas } from '../../shared/api/schemas';
import { guestKeys } from './guest.api';

export type Merge = Schemas['Merge'];
export type MergeInForce = Schemas['MergesInForce']['items'][number];
export type Unmerge = Schemas['Unmerge'];

/** Which cards are one person's: those merged into this guest, or the guest whose card this one became. */
export function mergesQuery(id: string) {
  return queryOptions({
    queryKey: [...guestKeys.one(id), 'merges'],
    queryFn: ({ signal }) => answerOf(api.GET('/api/guests/{id}/merges', { params: { path: { id } }, signal })),
  });
}

/** The preview of a merge into this guest. */
export function mergePreviewQuery(id: string, sourceId: string | undefined) {
  return queryOptions({
    queryKey: [...guestKeys.one(id), 'merge', sourceId],
    enabled: sourceId !== undefined,
    queryFn: ({ signal }) => {
      const body = { sourceId: sourceId ?? '' };
      return answerOf(api.POST('/api/guests/{id}/merge/preview', { params: { path: { id } }, body, signal }));
    },
  });
}

export const mergeGuests =
  (id: string): Send<Schemas['MergeBody'], Merge> =>
  ({ key, body }) =>
    answerOf(api.POST('/api/guests/{id}/merge', { params: { path: { id }, header: keyHeader(key) }, body }));

export const undoMerge =
  (id: string): Send<Schemas['UnmergeBody'], Unmerge> =>
  ({ key, body }) =>
    answerOf(api.POST('/api/merges/{id}/undo', { params: { path: { id }, header: keyHeader(key) }, body }));
