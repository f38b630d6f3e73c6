import { queryOptions } from '@tanstack/react-query';
import { keyHeader, type Send } from '../../shared/api/act-key';
import { answerOf, api } from '../../shared/api/client';
import { WHOLE_PAGE } from '../../shared/api/lists';

/** Changes that wait for a second person, oldest first. */
export const changeRequestsQuery = queryOptions({
  queryKey: ['change-requests'],
  queryFn: ({ signal }) =>
    answerOf(api.GET('/api/change-requests', { params: { query: { limit: WHOLE_PAGE } }, signal })),
});

/** The link of an approved password link, which is shown once; null: nothing to show. */
export const decideChange: Send<{ id: string; isApproved: boolean }, string | null> = async ({
  key,
  body: { id, isApproved },
}) => {
  const params = { path: { id }, header: keyHeader(key) };
  if (isApproved) {
    const { passwordLink } = await answerOf(api.POST('/api/change-requests/{id}/approve', { params }));
    return passwordLink?.url ?? null;
  }
  await answerOf(api.POST('/api/change-requests/{id}/reject', { params }));
  return null;
};
