import { queryOptions } from '@tanstack/react-query';
import { answerOf, api } from '../../shared/api/client';

const REFRESH_EVERY_MS = 5_000;

/** Messages that a development server would have sent, newest first, to one receiver or to all (empty). */
export function outboxQuery(to: string) {
  return queryOptions({
    queryKey: ['outbox', to],
    refetchInterval: REFRESH_EVERY_MS,
    queryFn: ({ signal }) =>
      answerOf(api.GET('/api/dev/outbox', { params: { query: to === '' ? {} : { to } }, signal })),
  });
}
