import { queryOptions } from '@tanstack/react-query';
import { keyHeader, type Send } from '../../shared/api/act-key';
import { answerOf, api } from '../../shared/api/client';
import { WHOLE_PAGE } from '../../shared/api/lists';
import type { Schemas } from '../../shared/api/schemas';

export type ChangeRequest = Schemas['ChangeRequest'];

/** Changes that wait for a second person, oldest first. */
export const changeRequestsQuery = queryOptions({
  queryKey: ['change-requests'],
  queryFn: ({ signal }) =>
    answerOf(api.GET('/api/change-requests', { params: { query: { limit: WHOLE_PAGE } }, signal })),
});

/** The secret that an approval shows once: a password link or an API key. */
export interface ShownOnce {
  readonly kind: 'link' | 'key';
  readonly text: string;
}

/** Null: nothing to show. */
export const decideChange: Send<{ id: string; isApproved: boolean }, ShownOnce | null> = async ({
  key,
  body: { id, isApproved },
}) => {
  const params = { path: { id }, header: keyHeader(key) };
  if (isApproved) {
    const { passwordLink, apiKey } = await answerOf(api.POST('/api/change-requests/{id}/approve', { params }));
    if (passwordLink !== null) return { kind: 'link', text: passwordLink.url };
    return apiKey?.key == null ? null : { kind: 'key', text: apiKey.key };
  }
  await answerOf(api.POST('/api/change-requests/{id}/reject', { params }));
  return null;
};
