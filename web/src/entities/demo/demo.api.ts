import { ask } from '../../shared/api/calls';

const LOOK_EVERY_MS = 2_000;

/** People and guests of the demonstration; empty lists on a server that shows none. */
export const demoQuery = ask(
  '/api/demo',
  {},
  {
    staleTime: Infinity,
    refetchInterval: ({ state }) => (state.data?.filling == null ? false : LOOK_EVERY_MS),
  },
);
