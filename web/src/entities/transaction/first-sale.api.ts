import { ask } from '../../shared/api/calls';

/** Whether the network has ever recorded a sale to a guest. */
export const anySaleQuery = ask(
  '/api/transactions',
  { limit: 1, type: 'SALE' },
  {
    select: hasAny,
    // Recorded sales are never removed, so once the network has one the list is not read again.
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
