import { ask } from '../../shared/api/calls';
import type { Schemas } from '../../shared/api/schemas';

export type AnalyticsOverview = Schemas['AnalyticsOverview'];
export type AnalyticsFigures = Schemas['AnalyticsFigures'];
export type AnalyticsHours = Schemas['AnalyticsHours'];
export type AnalyticsToday = Schemas['AnalyticsToday'];
export type AnalyticsStaff = Schemas['AnalyticsStaff'];
export type AnalyticsGuests = Schemas['AnalyticsGuests'];

/** Named periods; each ends with the last whole day. */
export const ANALYTICS_PERIODS = [
  'YESTERDAY',
  'LAST_7_DAYS',
  'LAST_28_DAYS',
  'THIS_MONTH',
  'LAST_MONTH',
  'LAST_3_MONTHS',
  'LAST_12_MONTHS',
  'THIS_YEAR',
] as const;
export type AnalyticsPeriod = (typeof ANALYTICS_PERIODS)[number];

/** The business dates and restaurants that a reader chose, and what stands beside them. */
export interface AnalyticsChoice {
  readonly period?: AnalyticsPeriod;
  readonly from?: string;
  readonly to?: string;
  /** Separated by commas; left out: all. */
  readonly restaurantIds?: string;
  readonly compare: 'previous' | 'year';
}

/** Today's figures move while people sell; once a minute is as live as anybody looks. */
const REFRESH_EVERY_MS = 60_000;

/** A period beside the one before and the same a year ago. */
export const overviewQuery = (choice: AnalyticsChoice) => ask('/api/analytics/overview', { ...choice });

/** Sales by weekday and local hour. */
export const hoursQuery = (choice: AnalyticsChoice) => ask('/api/analytics/hours', { ...choice });

/** Today against the same hours a week ago. */
export const todayQuery = ({ restaurantIds }: AnalyticsChoice) =>
  ask('/api/analytics/today', { restaurantIds }, { refetchInterval: REFRESH_EVERY_MS });

/** Sales by cashier. */
export const staffQuery = (choice: AnalyticsChoice) => ask('/api/analytics/staff', { ...choice });

/** Guests who bought and their visits; slower than the other figures. */
export const guestsQuery = (choice: AnalyticsChoice) => ask('/api/analytics/guests', { ...choice });
