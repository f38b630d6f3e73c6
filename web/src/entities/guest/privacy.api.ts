import { queryOptions } from '@tanstack/react-query';
import { keyHeader, type Send } from '../../shared/api/act-key';
import { answerOf, api } from '../../shared/api/client';
import type { Schemas } from '../../shared/api/schemas';
import { guestKeys } from './guest.api';

export type Erasure = Schemas['Erasure'];

export function erasureQuery(id: string) {
  return queryOptions({
    queryKey: [...guestKeys.one(id), 'erasure'],
    queryFn: ({ signal }) => answerOf(api.GET('/api/guests/{id}/erasure', { params: { path: { id } }, signal })),
  });
}

/** Everything about a guest, for programs or for people. */
export async function readPersonalData(id: string, format: 'json' | 'html'): Promise<Blob> {
  const params = { path: { id }, query: { format } };
  return (await answerOf<unknown>(api.GET('/api/guests/{id}/export', { params, parseAs: 'blob' }))) as Blob;
}

export const requestErasure =
  (id: string): Send<{ readonly now: boolean }, Erasure> =>
  ({ key, body }) =>
    answerOf(api.POST('/api/guests/{id}/erasure', { params: { path: { id }, header: keyHeader(key) }, body }));

export const callBackErasure =
  (id: string): Send<null, Erasure> =>
  ({ key }) =>
    answerOf(api.DELETE('/api/guests/{id}/erasure', { params: { path: { id }, header: keyHeader(key) } }));
