import type { Send } from '../../shared/api/act-key';
import { actOf, ask } from '../../shared/api/calls';
import { WHOLE_PAGE } from '../../shared/api/lists';
import type { Schemas } from '../../shared/api/schemas';
import { lookWhileOpen } from './run';

export type Backtest = Schemas['Backtest'];
export type BacktestReport = Schemas['BacktestReport'];
export type BacktestSide = Schemas['BacktestSide'];
export type BacktestComparison = Schemas['BacktestComparison'];

export const backtestsQuery = ask('/api/backtests', { limit: WHOLE_PAGE });

/** A backtest with its report, looked at again until it has ended. */
export const backtestQuery = (id: string | undefined) =>
  ask(
    '/api/backtests/{id}',
    { id: id ?? '' },
    {
      enabled: id !== undefined,
      refetchInterval: ({ state }) => lookWhileOpen(state.data),
    },
  );

/** Two backtests side by side; nothing while no other is chosen. */
export const comparisonQuery = (id: string, other: string) =>
  ask('/api/backtests/{id}/compare', { id, with: other }, { enabled: other !== '' });

export const beginBacktest =
  (version: number): Send<null, Backtest> =>
  ({ key }) =>
    actOf('POST', '/api/programs/{version}/backtests', { version })({ key, body: {} });

export const cancelBacktest = (id: string) => actOf('DELETE', '/api/backtests/{id}', { id });
