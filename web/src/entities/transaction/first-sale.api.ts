import { queryOptions } from '@tanstack/react-query';
import { answerOf, api } from '../../shared/api/client';

/** Whether the network has ever recorded a sale to a guest. */
export const anySaleQuery = queryOptions({
  queryKey: ['any-sale'],
  queryFn: async ({ signal }) => {
    const query = { limit: 1, type: 'SALE' } as const;
    const { items, nextCursor } = await answerOf(api.GET('/api/transactions', { params: { query }, signal }));
    return items.length > 0 || nextCursor !== null;
  },
  // A network that has sold does not begin again.
  staleTime: ({ state }) => (state.data === true ? Infinity : 0),
});
