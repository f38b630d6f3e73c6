import { infiniteQueryOptions, type QueryClient, queryOptions } from '@tanstack/react-query';
import { answerOf, api } from '../../shared/api/client';
import { ApiProblem } from '../../shared/api/problem';
import { pageAfter } from '../../shared/api/lists';
import type { Schemas } from '../../shared/api/schemas';
import type { Transaction } from '../transaction/transaction.api';
import { shiftWithSale } from './shift.rules';

export type Shift = Schemas['Shift'];
export type ShiftTotals = Schemas['ShiftTotals'];
export type TillReport = Schemas['TillReport'];

const ACTS_AT_ONCE = 50;

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

/** Adds a sale to the shift as the till shows it; the shift is read where the answer of the sale does not say enough. */
export function countSale(queries: QueryClient, sale: Transaction): void {
  const { queryKey } = shiftQuery(sale.pointOfSaleId ?? '');
  const shift = queries.getQueryData(queryKey);
  const counted = shift == null || queries.isFetching({ queryKey }) > 0 ? null : shiftWithSale(shift, sale);
  if (counted === null) void queries.invalidateQueries({ queryKey: shiftKeys.each });
  else queries.setQueryData(queryKey, counted);
}

/** The acts of a shift before those that its first page has. */
export function olderActsQuery({ id, nextCursor }: Shift) {
  return infiniteQueryOptions({
    queryKey: [...shiftKeys.each, 'older', id, nextCursor],
    initialPageParam: nextCursor ?? undefined,
    getNextPageParam: (page: Shift) => page.nextCursor ?? undefined,
    queryFn: ({ pageParam, signal }) => {
      const params = { path: { id }, query: pageAfter(pageParam, ACTS_AT_ONCE) };
      return answerOf(api.GET('/api/shifts/{id}', { params, signal }));
    },
  });
}

/** The shifts of a till on a business date; without one on the current. */
export function tillReportQuery(pointOfSaleId: string, businessDate: string | undefined) {
  return queryOptions({
    queryKey: [...shiftKeys.each, 'till', pointOfSaleId, businessDate],
    queryFn: ({ signal }) => {
      const query = { pointOfSaleId, ...(businessDate !== undefined && { businessDate }) };
      return answerOf(api.GET('/api/shifts', { params: { query }, signal }));
    },
  });
}

export function closeShift(id: string): Promise<Shift> {
  return answerOf(api.POST('/api/shifts/{id}/close', { params: { path: { id } } }));
}
