import { queryOptions } from '@tanstack/react-query';
import { answerOf, api } from '../../shared/api/client';
import type { Schemas } from '../../shared/api/schemas';

export type Demo = Schemas['Demonstration'];

const LOOK_EVERY_MS = 2_000;

/** People and guests of the demonstration; empty lists on a server that shows none. */
export const demoQuery = queryOptions({
  queryKey: ['demo'],
  staleTime: Infinity,
  queryFn: ({ signal }): Promise<Demo> => answerOf(api.GET('/api/demo', { signal })),
  refetchInterval: ({ state }) => (state.data?.filling == null ? false : LOOK_EVERY_MS),
});
