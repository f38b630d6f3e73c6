import { queryOptions } from '@tanstack/react-query';
import { answerOf, api } from '../../shared/api/client';
import { ApiProblem } from '../../shared/api/problem';
import type { Schemas } from '../../shared/api/schemas';

export type Shift = Schemas['Shift'];

export const shiftKeys = { each: ['shift'] };

/** The open shift of this cashier at this till; null before its first act. */
export function shiftQuery(pointOfSaleId: string) {
  return queryOptions({
    queryKey: [...shiftKeys.each, pointOfSaleId],
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

export function closeShift(id: string): Promise<Shift> {
  return answerOf(api.POST('/api/shifts/{id}/close', { params: { path: { id } } }));
}
