import { z } from 'zod';
import { localDate, openListOf, openObjectNamed, uuid } from '../../../platform/http/schemas';
import { currencyShape, inDays } from '../catalogue/choice.dto';
import { MAX_DAYS_OF_DETAIL as MAX_DAYS } from '../catalogue/day-tables';
import { FIGURES_OF_DAY, shapeOf } from '../catalogue/figures';

const date = z.iso.date();
const count = z.int().min(0);

export const dailyQuerySchema = inDays(MAX_DAYS, 'atMost366Days', {
  from: localDate.describe('First business date (`YYYY-MM-DD`)'),
  to: localDate.describe('Last business date (`YYYY-MM-DD`), with it; at most 366 days in all'),
  restaurantId: uuid.optional().describe('Restaurant to report on; left out: the whole network'),
});
export type DailyQuery = z.infer<typeof dailyQuerySchema>;

const dayFiguresSchema = openObjectNamed(
  'DayFigures',
  'Figures of one business date, or of several together. Refunds are taken off `net` and `guestNet` alone, on the ' +
    'date of the refund.',
  shapeOf(FIGURES_OF_DAY),
);
export type DayFigures = z.infer<typeof dayFiguresSchema>;

export const todaySchema = openObjectNamed('TodayReport', 'Today beside the same weekday a week ago.', {
  ...currencyShape,
  businessDate: date.describe('Business date of now (`YYYY-MM-DD`)'),
  today: dayFiguresSchema.describe('Figures of this business date so far'),
  comparedDate: date.describe('The same weekday a week ago (`YYYY-MM-DD`)'),
  compared: dayFiguresSchema.describe('Figures of the whole of that business date'),
});
export type Today = z.infer<typeof todaySchema>;

export const dailySchema = openObjectNamed('DailyReport', 'Figures by business date.', {
  ...currencyShape,
  items: z
    .array(dayFiguresSchema.extend({ businessDate: date.describe('Business date (`YYYY-MM-DD`)') }))
    .describe('Every date of the span in order, dates without a sale included'),
  total: dayFiguresSchema.describe('Figures of all these dates together'),
});
export type Daily = z.infer<typeof dailySchema>;

const PERIODS = ['TODAY', 'YESTERDAY', 'LAST_7_DAYS', 'LAST_30_DAYS', 'THIS_MONTH', 'LAST_MONTH'] as const;
export type PeriodName = (typeof PERIODS)[number];

const periodShape = {
  period: z
    .enum(PERIODS)
    .optional()
    .describe('Span of business dates up to today; left out: `from` and `to`, or today where these are left out too'),
  from: localDate.optional().describe('First business date (`YYYY-MM-DD`), with `to`'),
  to: localDate.optional().describe('Last business date (`YYYY-MM-DD`), with `from`; at most 366 days in all'),
};

export interface PeriodChoice {
  readonly period?: PeriodName | undefined;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}

export const periodQuerySchema = inDays(MAX_DAYS, 'atMost366Days', {
  ...periodShape,
  restaurantId: uuid.optional().describe('Restaurant to report on; left out: the whole network'),
});
export type PeriodQuery = z.infer<typeof periodQuerySchema>;
export const spanQuerySchema = inDays(MAX_DAYS, 'atMost366Days', periodShape);
export type SpanQuery = z.infer<typeof spanQuerySchema>;

const spanShape = {
  businessDate: date.describe('Business date of now (`YYYY-MM-DD`)'),
  from: date.describe('First business date of the period'),
  to: date.describe('Last business date of the period'),
};

export const periodSchema = z
  .object({
    ...currencyShape,
    ...spanShape,
    figures: dayFiguresSchema.describe('Figures of the period, so far where it has today'),
    comparedFrom: date.describe('First business date of the earlier period'),
    comparedTo: date.describe('Last business date of the earlier period, whole weeks before, so that weekdays match'),
    comparedUntil: z.iso
      .datetime()
      .nullable()
      .describe(
        'Where the period has today: instant until which the last date of the earlier period counts, the same local time a whole number of weeks ago. Null: the whole of it counts, as in a period that is over, or on a date with more than 20,000 acts',
      ),
    compared: dayFiguresSchema.describe('Figures of the earlier period, up to `comparedUntil`'),
  })
  .meta({ id: 'PeriodReport', description: 'A period beside an earlier one of the same length and weekdays.' });
export type Period = z.infer<typeof periodSchema>;

export const restaurantsReportSchema = openObjectNamed('RestaurantsReport', 'Figures of a period by restaurant.', {
  ...currencyShape,
  ...spanShape,
  items: openListOf('Restaurants with figures in the period, highest net sales first; there are no further pages', {
    restaurantId: z.uuid().nullable().describe('The restaurant; null: what has no place, such as an expiry'),
    name: z.string().nullable().describe('Name of the restaurant; null: no place'),
    figures: dayFiguresSchema,
  }),
  total: dayFiguresSchema.describe('Figures of the whole network'),
});
export type RestaurantsReport = z.infer<typeof restaurantsReportSchema>;

const loyaltyShape = {
  guests: count.describe('Guests who bought in the period; sales that were refunded whole do not count'),
  repeatGuests: count.describe('Those of them who bought more than once'),
  repeatSharePpm: z
    .int()
    .nullable()
    .describe('Share of guests who bought more than once, in parts per million; null: no guest bought'),
  tiers: openListOf('Tiers of these guests, most guests first', {
    code: z.string().nullable().describe('Tier of the guests now; null: none'),
    guests: count.describe('Guests of this tier who bought in the period'),
  }),
  rewards: openListOf('The ten rewards that were redeemed most often', {
    rewardId: z.uuid().describe('The reward'),
    redeemed: count.describe('How many were redeemed, cancelled ones left out'),
    points: count.describe('Points spent on them'),
  }),
};

export const loyaltySchema = openObjectNamed('LoyaltyReport', 'Guests and rewards of a period.', {
  ...spanShape,
  ...loyaltyShape,
});
export type Loyalty = z.infer<typeof loyaltySchema>;

export const restaurantAnalyticsSchema = z
  .object({
    restaurantId: z.uuid().describe('The restaurant'),
    ...periodSchema.shape,
    days: dailySchema.shape.items,
    ...loyaltyShape,
  })
  .meta({ id: 'RestaurantAnalytics', description: 'Figures of a restaurant in a period, and its guests.' });
export type RestaurantAnalytics = z.infer<typeof restaurantAnalyticsSchema>;
