import { ask } from '../../shared/api/calls';
import type { Schemas } from '../../shared/api/schemas';

export type DayFigures = Schemas['DayFigures'];
export type DailyReport = Schemas['DailyReport'];
export type PeriodReport = Schemas['PeriodReport'];
export type LoyaltyReport = Schemas['LoyaltyReport'];
export type Cohorts = Schemas['Cohorts'];

export const PERIODS = ['TODAY', 'YESTERDAY', 'LAST_7_DAYS', 'LAST_30_DAYS', 'THIS_MONTH', 'LAST_MONTH'] as const;
export type PeriodName = (typeof PERIODS)[number];

/** The business dates that a reader chose, by name or by both ends. */
export interface DatesChoice {
  readonly period?: PeriodName;
  readonly from?: string;
  readonly to?: string;
}

export interface ChoiceOfPlace extends DatesChoice {
  readonly restaurantId?: string;
}

/** Figures move while people sell; once a minute is as live as anybody looks. */
const REFRESH_EVERY_MS = 60_000;

/** A period, with the same weekdays before it. */
export const periodReportQuery = (choice: ChoiceOfPlace) =>
  ask('/api/reports/period', { ...choice }, { refetchInterval: REFRESH_EVERY_MS });

/** A period by restaurant. */
export const restaurantsReportQuery = (choice: DatesChoice) => ask('/api/reports/restaurants', { ...choice });

/** Guests and rewards of a period. */
export const loyaltyReportQuery = (choice: ChoiceOfPlace) => ask('/api/reports/loyalty', { ...choice });

/** Figures by business date, both ends included. */
export const dailyQuery = (from: string, to: string, restaurantId: string | undefined) =>
  ask('/api/reports/daily', { from, to, restaurantId });
