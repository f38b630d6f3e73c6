import { queryOptions } from '@tanstack/react-query';
import { keyHeader, type Send } from '../../shared/api/act-key';
import { answerOf, api } from '../../shared/api/client';
import { WHOLE_PAGE } from '../../shared/api/lists';
import type { Schemas } from '../../shared/api/schemas';
import { lookWhileOpen } from './run';

export type Backtest = Schemas['Backtest'];
export type ReportedBacktest = Schemas['ReportedBacktest'];
export type BacktestReport = Schemas['BacktestReport'];
export type BacktestSide = Schemas['BacktestSide'];
export type BacktestComparison = Schemas['BacktestComparison'];

export const backtestsQuery = queryOptions({
  queryKey: ['backtests'],
  queryFn: ({ signal }) => answerOf(api.GET('/api/backtests', { params: { query: { limit: WHOLE_PAGE } }, signal })),
});

/** A backtest with its report, looked at again until it has ended. */
export function backtestQuery(id: string | undefined) {
  return queryOptions({
    queryKey: ['backtest', id],
    enabled: id !== undefined,
    queryFn: ({ signal }): Promise<ReportedBacktest> =>
      answerOf(api.GET('/api/backtests/{id}', { params: { path: { id: id ?? '' } }, signal })),
    refetchInterval: ({ state }) => lookWhileOpen(state.data),
  });
}

/** Two backtests side by side; nothing while no other is chosen. */
export function comparisonQuery(id: string, other: string) {
  return queryOptions({
    queryKey: ['backtest', id, 'compare', other],
    enabled: other !== '',
    queryFn: ({ signal }) =>
      answerOf(api.GET('/api/backtests/{id}/compare', { params: { path: { id }, query: { with: other } }, signal })),
  });
}

export const beginBacktest =
  (version: number): Send<null, Backtest> =>
  ({ key }) => {
    const params = { path: { version }, header: keyHeader(key) };
    return answerOf(api.POST('/api/programs/{version}/backtests', { params, body: {} }));
  };

export const cancelBacktest =
  (id: string): Send<null, unknown> =>
  ({ key }) =>
    answerOf(api.DELETE('/api/backtests/{id}', { params: { path: { id }, header: keyHeader(key) } }));
