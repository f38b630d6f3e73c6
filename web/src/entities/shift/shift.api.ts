import type { QueryClient } from '@tanstack/react-query';
import { askOrNull, askPages, keyOf } from '../../shared/api/calls';
import type { Schemas } from '../../shared/api/schemas';
import type { Transaction } from '../transaction/transaction.api';
import { shiftWithSale } from './shift.rules';

export type Shift = Schemas['Shift'];
export type ShiftTotals = Schemas['ShiftTotals'];
export type TillReport = Schemas['TillReport'];

const ACTS_AT_ONCE = 50;

/** The open shift of this cashier at this till; null before its first act. */
export const shiftQuery = (pointOfSaleId: string) =>
  askOrNull('/api/shifts/current', { pointOfSaleId }, {}, ['shift_not_found']);

/** Adds a sale to the shift as the till shows it; the shift is read where the answer of the sale does not say enough. */
export function countSale(queries: QueryClient, sale: Transaction): void {
  const { queryKey } = shiftQuery(sale.pointOfSaleId ?? '');
  const shift = queries.getQueryData(queryKey);
  const counted = shift == null || queries.isFetching({ queryKey }) > 0 ? null : shiftWithSale(shift, sale);
  if (counted === null) void queries.invalidateQueries({ queryKey: keyOf('/api/shifts') });
  else queries.setQueryData(queryKey, counted);
}

/** The acts of a shift before those that its first page has. */
export const olderActsQuery = ({ id, nextCursor }: Shift) =>
  askPages('/api/shifts/{id}', { id, limit: ACTS_AT_ONCE }, { from: nextCursor ?? undefined });
