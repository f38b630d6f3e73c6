import { queryOptions } from '@tanstack/react-query';
import { answerOf, api } from '../../shared/api/client';
import type { Schemas } from '../../shared/api/schemas';

export type DayFigures = Schemas['DayFigures'];
export type DailyReport = Schemas['DailyReport'];
export type PeriodReport = Schemas['PeriodReport'];
export type LoyaltyReport = Schemas['LoyaltyReport'];

export const PERIODS = ['TODAY', 'YESTERDAY', 'LAST_7_DAYS', 'LAST_30_DAYS', 'THIS_MONTH', 'LAST_MONTH'] as const;
export type PeriodName = (typeof PERIODS)[number];

/** The business dates that a reader chose, by name or by both ends. */
export interface Choice {
  readonly period?: PeriodName;
  readonly from?: string;
  readonly to?: string;
}

export interface ChoiceOfPlace extends Choice {
  readonly restaurantId?: string;
}

/** Figures move while people sell; once a minute is as live as anybody looks. */
const REFRESH_EVERY_MS = 60_000;

/** A period beside the same weekdays before it. */
export function periodReportQuery(choice: ChoiceOfPlace) {
  return queryOptions({
    queryKey: ['report', 'period', choice],
    refetchInterval: REFRESH_EVERY_MS,
    queryFn: ({ signal }) => answerOf(api.GET('/api/reports/period', { params: { query: { ...choice } }, signal })),
  });
}

/** A period by restaurant. */
export function restaurantsReportQuery(choice: Choice) {
  return queryOptions({
    queryKey: ['report', 'restaurants', choice],
    queryFn: ({ signal }) =>
      answerOf(api.GET('/api/reports/restaurants', { params: { query: { ...choice } }, signal })),
  });
}

/** Guests and rewards of a period. */
export function loyaltyReportQuery(choice: ChoiceOfPlace) {
  return queryOptions({
    queryKey: ['report', 'loyalty', choice],
    queryFn: ({ signal }) => answerOf(api.GET('/api/reports/loyalty', { params: { query: { ...choice } }, signal })),
  });
}

/** Figures by business date, both ends included. */
export function dailyQuery(from: string, to: string, restaurantId: string | undefined) {
  return queryOptions({
    queryKey: ['report', 'daily', from, to, restaurantId],
    queryFn: ({ signal }) => {
      const query = { from, to, ...(restaurantId !== undefined && { restaurantId }) };
      return answerOf(api.GET('/api/reports/daily', { params: { query }, signal }));
    },
  });
}
