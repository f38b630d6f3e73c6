import { useQuery, type UseQueryResult } from '@tanstack/react-query';
import { answerOf, api } from '../../shared/api/client';
import { ApiProblem } from '../../shared/api/problem';
import type { Shift } from '../../shared/api/types';

export const SHIFT_KEY = 'shift';

/** The open shift of this cashier at this till; null before its first act. */
export function useShift(pointOfSaleId: string): UseQueryResult<Shift | null> {
  return useQuery({
    queryKey: [SHIFT_KEY, pointOfSaleId],
    queryFn: async ({ signal }) => {
      try {
        return await answerOf(api.GET('/api/shifts/current', { params: { query: { pointOfSaleId } }, signal }));
      } catch (error) {
        if (error instanceof ApiProblem && error.code === 'shift_not_found') return null;
        throw error;
      }
    },
  });
}
