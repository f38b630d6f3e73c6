import { queryOptions } from '@tanstack/react-query';
import { answerOf, api } from '../../shared/api/client';
import type { Schemas } from '../../shared/api/schemas';

export type NetworkBot = Schemas['NetworkBot'];

export const botQuery = queryOptions({
  queryKey: ['bot'],
  queryFn: ({ signal }) => answerOf(api.GET('/api/bot', { signal })),
});

/** The same token again connects the same bot. */
export function connectBot(body: Schemas['ConnectBot']): Promise<NetworkBot> {
  return answerOf(api.PUT('/api/bot', { body }));
}

export function disconnectBot(): Promise<NetworkBot> {
  return answerOf(api.DELETE('/api/bot'));
}
