import { ask, askOrNull, askPages } from '../../shared/api/calls';
import type { Schemas } from '../../shared/api/schemas';

export type AnalyticsOverview = Schemas['AnalyticsOverview'];
export type AnalyticsFigures = Schemas['AnalyticsFigures'];
export type AnalyticsHours = Schemas['AnalyticsHours'];
export type AnalyticsToday = Schemas['AnalyticsToday'];
export type AnalyticsStaff = Schemas['AnalyticsStaff'];
export type AnalyticsGuests = Schemas['AnalyticsGuests'];
export type AnalyticsItems = Schemas['AnalyticsItems'];
export type AnalyticsTiers = Schemas['AnalyticsTiers'];
export type AnalyticsRewards = Schemas['AnalyticsRewards'];
export type CampaignResultsRow = Schemas['CampaignResultsRow'];
export type NewGuests = Schemas['NewGuests'];
export type BucketExport = Schemas['BucketExport'];
export type Figures = Schemas['Figures'];
export type FigureCatalogue = Schemas['FigureCatalogue'];
export type WeeklyLetter = Schemas['WeeklyLetter'];
export type LetterItem = WeeklyLetter['items'][number];

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

/** The chosen business dates and restaurants, and the periods to compare them with. */
export interface AnalyticsChoice {
  readonly period?: AnalyticsPeriod;
  readonly from?: string;
  readonly to?: string;
  /** Separated by commas; left out: all. */
  readonly restaurantIds?: string;
  readonly compare: 'previous' | 'year';
}

/** Sales by weekday and local hour. */
export const hoursQuery = (choice: AnalyticsChoice) => ask('/api/analytics/hours', { ...choice });

/** Today against the same hours a week ago. */
export const todayQuery = ({ restaurantIds }: AnalyticsChoice) => ask('/api/analytics/today', { restaurantIds });

/** Sales by cashier. */
export const staffQuery = (choice: AnalyticsChoice) => ask('/api/analytics/staff', { ...choice });

/** Guests who bought and their visits; slower than the other figures. */
export const guestsQuery = (choice: AnalyticsChoice) => ask('/api/analytics/guests', { ...choice });

/** Some figures of the catalogue by a dimension. */
export const figuresQuery = (
  choice: AnalyticsChoice,
  codes: readonly string[],
  by: FigureCatalogue['items'][number]['by'][number] | undefined,
) => ask('/api/figures', { ...choice, figures: codes.join(','), by });

/** Moves of guests between tiers, of the whole network. */
export const tierMovesQuery = ({ restaurantIds: _, ...choice }: AnalyticsChoice) => ask('/api/analytics/tiers', choice);

/** Campaigns that run on one of these days at least, by use, cost and uplift; each page takes a while. */
export const campaignTableQuery = (runsFrom: string, runsTo: string) =>
  askPages('/api/analytics/campaigns', { runsFrom, runsTo });

export const FACT_NAMES = [
  'transactions',
  'transaction-lines',
  'transfers',
  'tier-changes',
  'campaign-effects',
  'messages',
  'answers',
] as const;

/** Which facts of which business dates, and the form of the file. */
export interface FactChoice {
  readonly fact: (typeof FACT_NAMES)[number];
  readonly from: string;
  readonly to: string;
  readonly format: 'csv' | 'parquet';
}

const LOOK_EVERY_MS = 3_000;

/** Exports into the storage, read again while one is under way; null for staff of some restaurants. */
export const bucketExportsQuery = askOrNull(
  '/api/exports/in-bucket',
  {},
  {
    refetchInterval: ({ state }) =>
      state.data?.items.some(({ status }) => status === 'RUNNING') === true && LOOK_EVERY_MS,
  },
  ['forbidden'],
);
