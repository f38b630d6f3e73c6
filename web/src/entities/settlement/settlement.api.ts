import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { keyHeader, type Send } from '../../shared/api/act-key';
import { answerOf, api } from '../../shared/api/client';
import { BY_CURSOR, pageAfter } from '../../shared/api/lists';
import type { Schemas } from '../../shared/api/schemas';

export type Settlement = Schemas['Settlement'];
export type SettledPair = Settlement['pairs'][number];

const MOST_MONTHS = 120;
const RECEIPTS_AT_ONCE = 20;

/** Settled months, the last first. */
export const settlementsQuery = queryOptions({
  queryKey: ['settlements'],
  queryFn: ({ signal }) => answerOf(api.GET('/api/settlements', { params: { query: { limit: MOST_MONTHS } }, signal })),
});

/** A settled month, which never changes. */
export function settlementQuery(month: string) {
  return queryOptions({
    queryKey: [...settlementsQuery.queryKey, month],
    staleTime: Infinity,
    // Without a format the answer is JSON.
    queryFn: async ({ signal }) =>
      (await answerOf(api.GET('/api/settlements/{month}', { params: { path: { month } }, signal }))) as Settlement,
  });
}

/** The acts behind one pair of a settled month, the oldest first. */
export function settlementReceiptsQuery(month: string, { issuerId, takerId }: SettledPair) {
  const pair = { issuer: issuerId ?? ('network' as const), taker: takerId ?? ('network' as const) };
  return infiniteQueryOptions({
    queryKey: [...settlementsQuery.queryKey, month, 'receipts', pair.issuer, pair.taker],
    staleTime: Infinity,
    ...BY_CURSOR,
    queryFn: ({ pageParam, signal }) => {
      const query = { ...pair, ...pageAfter(pageParam, RECEIPTS_AT_ONCE) };
      return answerOf(api.GET('/api/settlements/{month}/receipts', { params: { path: { month }, query }, signal }));
    },
  });
}

/** Settles a month for good; the body is the month. */
export const closeSettlement: Send<string, Settlement> = ({ key, body: month }) =>
  answerOf(api.POST('/api/settlements/{month}/close', { params: { path: { month }, header: keyHeader(key) } }));

/** A settled month as a file: the same bytes each time. */
export async function readSettlementFile(month: string): Promise<Blob> {
  const params = { path: { month }, query: { format: 'csv' as const } };
  return (await answerOf<unknown>(api.GET('/api/settlements/{month}', { params, parseAs: 'blob' }))) as Blob;
}
