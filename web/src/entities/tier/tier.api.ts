import { queryOptions } from '@tanstack/react-query';
import { answerOf, api } from '../../shared/api/client';

/** The tiers of the programme in force. */
export const tiersQuery = queryOptions({
  queryKey: ['tiers'],
  queryFn: ({ signal }) => answerOf(api.GET('/api/tiers', { signal })),
});
