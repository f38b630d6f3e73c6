import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { keyHeader, type Send } from '../../shared/api/act-key';
import { answerOf, api } from '../../shared/api/client';
import { BY_CURSOR, pageAfter } from '../../shared/api/lists';
import type { Schemas } from '../../shared/api/schemas';

export type Liability = Schemas['Liability'];
export type LiabilityForecast = Schemas['LiabilityForecast'];
export type LedgerPeriod = Schemas['LedgerPeriod'];
export type UnreadWarnings = Schemas['UnreadWarnings'];

const MOST_PERIODS = 120;
const WARNINGS_AT_ONCE = 20;
const DAY_MS = 24 * 60 * 60 * 1_000;

/** The liability to guests now. */
export const liabilityQuery = queryOptions({
  queryKey: ['liability', 'now'],
  queryFn: ({ signal }) => answerOf(api.GET('/api/ledger/liability', { signal })),
});

/** The forecast of a day. It is costly on a large network, so it is asked once a day. */
export function forecastQuery(months: number, today: string) {
  return queryOptions({
    queryKey: ['liability', 'forecast', months, today],
    staleTime: Infinity,
    gcTime: DAY_MS,
    queryFn: ({ signal }) =>
      answerOf(api.GET('/api/ledger/liability/forecast', { params: { query: { months } }, signal })),
  });
}

/** Warnings of expiry that were sent and not read, newest first. */
export const unreadWarningsQuery = infiniteQueryOptions({
  queryKey: ['liability', 'unread-warnings'],
  ...BY_CURSOR,
  queryFn: ({ pageParam, signal }) =>
    answerOf(
      api.GET('/api/ledger/warnings/unread', { params: { query: pageAfter(pageParam, WARNINGS_AT_ONCE) }, signal }),
    ),
});

/** The closed months, the last first. */
export const periodsQuery = queryOptions({
  queryKey: ['liability', 'periods'],
  queryFn: ({ signal }) =>
    answerOf(api.GET('/api/ledger/periods', { params: { query: { limit: MOST_PERIODS } }, signal })),
});

/** A closed month with its journal, which never changes. */
export function periodQuery(month: string) {
  return queryOptions({
    queryKey: [...periodsQuery.queryKey, month],
    staleTime: Infinity,
    // Without a format the answer is JSON.
    queryFn: async ({ signal }) =>
      (await answerOf(
        api.GET('/api/ledger/periods/{month}/journal', { params: { path: { month } }, signal }),
      )) as LedgerPeriod,
  });
}

/** Closes a month for good; the body is the month. */
export const closePeriod: Send<string, LedgerPeriod> = ({ key, body: month }) =>
  answerOf(api.POST('/api/ledger/periods/{month}/close', { params: { path: { month }, header: keyHeader(key) } }));

/** The journal of a month as the file that an accounting program takes: the same bytes each time. */
export async function readJournalFile(month: string, format: 'csv' | 'json'): Promise<Blob> {
  const params = { path: { month }, query: { format } };
  const call = api.GET('/api/ledger/periods/{month}/journal', { params, parseAs: 'blob' });
  return (await answerOf<unknown>(call)) as Blob;
}
