import { createLoyaltyClient } from '@loyalty-platform/client';
import { queryOptions } from '@tanstack/react-query';
import { answerOf } from '../../shared/api/client';
import { acceptedLanguages } from '../../shared/i18n/language';

const REFRESH_EVERY_MS = 5_000;

/** A service's own client: these pages hold a key, and no session. */
function clientOf(key: string) {
  return createLoyaltyClient({ baseUrl: '', token: key, language: acceptedLanguages, retries: { tries: 1 } });
}

/** Events of the key's network that wait because they could not be recorded, the newest first. */
export function deadLettersQuery(key: string) {
  return queryOptions({
    queryKey: ['dead-letters', key],
    enabled: key !== '',
    refetchInterval: REFRESH_EVERY_MS,
    queryFn: ({ signal }) =>
      answerOf(clientOf(key).GET('/api/events/dead-letters', { params: { query: { status: 'WAITING' } }, signal })),
  });
}

export function retryDeadLetter(key: string, id: string, withoutPromoCode: boolean) {
  const params = { path: { id } };
  return answerOf(clientOf(key).POST('/api/events/dead-letters/{id}/retry', { params, body: { withoutPromoCode } }));
}
