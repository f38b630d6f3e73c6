import { ask } from '../../shared/api/calls';

/** Whether the network has ever recorded a sale to a guest. */
export const anySaleQuery = ask(
  '/api/transactions',
  { limit: 1, type: 'SALE' },
  {
    select: hasAny,
    // A network that has sold does not begin again.
    staleTime: ({ state }) => (state.data !== undefined && hasAny(state.data) ? Infinity : 0),
  },
);

function hasAny({
  items,
  nextCursor,
}: {
  readonly items: readonly unknown[];
  readonly nextCursor: string | null;
}): boolean {
  return items.length > 0 || nextCursor !== null;
}
