import { ask, askPages } from '../../shared/api/calls';
import type { Schemas } from '../../shared/api/schemas';

export type Liability = Schemas['Liability'];
export type LiabilityForecast = Schemas['LiabilityForecast'];
export type LedgerPeriod = Schemas['LedgerPeriod'];
export type UnreadWarnings = Schemas['UnreadWarnings'];

const MOST_PERIODS = 120;
const WARNINGS_AT_ONCE = 20;
const DAY_MS = 24 * 60 * 60 * 1_000;

/** The liability to guests now. */
export const liabilityQuery = ask('/api/ledger/liability');

/** The forecast of a day. It is costly on a large network, so it is asked once a day. */
export const forecastQuery = (months: number, today: string) =>
  ask(
    '/api/ledger/liability/forecast',
    { months },
    {
      staleTime: Infinity,
      gcTime: DAY_MS,
      by: today,
    },
  );

/** Warnings of expiry that were sent and not read, newest first. */
export const unreadWarningsQuery = askPages('/api/ledger/warnings/unread', { limit: WARNINGS_AT_ONCE });

/** The closed months, the last first. */
export const periodsQuery = ask('/api/ledger/periods', { limit: MOST_PERIODS });
