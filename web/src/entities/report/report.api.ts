import { queryOptions } from '@tanstack/react-query';
import { answerOf, api } from '../../shared/api/client';
import type { Schemas } from '../../shared/api/schemas';

export type DayFigures = Schemas['DayFigures'];
export type DailyReport = Schemas['DailyReport'];

/** Figures move while people sell; once a minute is as live as anybody looks. */
const REFRESH_EVERY_MS = 60_000;

/** How today goes, beside the same day a week ago. */
export const todayQuery = queryOptions({
  queryKey: ['report', 'today'],
  refetchInterval: REFRESH_EVERY_MS,
  queryFn: ({ signal }) => answerOf(api.GET('/api/reports/today', { signal })),
});

/** Figures by business date, both ends included. */
export function dailyQuery(from: string, to: string) {
  return queryOptions({
    queryKey: ['report', 'daily', from, to],
    queryFn: ({ signal }) => answerOf(api.GET('/api/reports/daily', { params: { query: { from, to } }, signal })),
  });
}
