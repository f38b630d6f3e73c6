import { z } from 'zod';
import { dayOfIsoDate } from '../../../platform/clock/calendar';
import type { FaultReason } from '../../../platform/http/catalogue/catalogue';
import { localDate, openListOf, openObjectNamed, uuid } from '../../../platform/http/schemas';

/** The most business dates of one report: a leap year. */
const MAX_DAYS = 366;

const date = z.iso.date();
const count = z.int().min(0);
/** In minor units of the network's currency. */
const money = z.int();

export const dailyQuerySchema = inDays(MAX_DAYS, 'atMost366Days', {
  from: localDate.describe('First business date (`YYYY-MM-DD`)'),
  to: localDate.describe('Last business date (`YYYY-MM-DD`), with it; at most 366 days in all'),
  restaurantId: uuid.optional().describe('Restaurant to report on; left out: the whole network'),
});
export type DailyQuery = z.infer<typeof dailyQuerySchema>;

const figuresShape = {
  sales: count.describe('Sales, with and without a guest'),
  guestSales: count.describe('Sales of guests, receipts that were claimed later included'),
  amount: money.describe('Gross amount of all sales, in minor units'),
  guestAmount: money.describe('Gross amount of the sales of guests, in minor units'),
  discount: money.describe('Discounts in minor units'),
  payable: money.describe('Amount paid for sales, in minor units'),
  refunds: count.describe('Refunds'),
  refunded: money.describe('Gross amount of the refunded lines, in minor units'),
  refundedPayable: money.describe('Money handed back by refunds, in minor units'),
  guestPayable: money.describe('Amount paid for sales of guests, in minor units'),
  guestRefundedPayable: money.describe('Money handed back to guests by refunds, in minor units'),
  pointsEarned: count.describe('Points that guests earned'),
  pointsRedeemed: count.describe('Points that guests spent'),
  pointsExpired: z.int().describe('Points that expired less those that came back; below zero when more came back'),
  newGuests: count.describe('Guests who were registered'),
};

export const dayFiguresSchema = z
  .object({
    ...figuresShape,
    net: money.describe('Net sales in minor units: `payable` less `refundedPayable`'),
    guestNet: money.describe('Net sales to guests in minor units: `guestPayable` less `guestRefundedPayable`'),
    guestSharePpm: count.describe('Share of the sales of guests in all sales, in parts per million'),
    averageCheck: money.nullable().describe('Average gross amount of a sale in minor units; null: no sale'),
    averageCheckWithGuest: money
      .nullable()
      .describe('Average gross amount of a sale of a guest in minor units; null: no such sale'),
    averageCheckWithoutGuest: money
      .nullable()
      .describe('Average gross amount of a sale without a guest in minor units; null: no such sale'),
  })
  .meta({
    id: 'DayFigures',
    description:
      'Figures of one business date, or of several together. Refunds are taken off `net` and `guestNet` alone, on the ' +
      'date of the refund.',
  });
export type DayFigures = z.infer<typeof dayFiguresSchema>;
export type Figures = z.infer<z.ZodObject<typeof figuresShape>>;

const currencyShape = {
  currency: z.string().describe('Currency of all amounts, ISO 4217'),
  currencyDigits: z.int().describe('Decimals of the currency: an amount divided by 10 to this power is in major units'),
};

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

interface Span {
  readonly period?: string | undefined;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}

/** A query for a named period, or both dates of at most so many days, or neither; `reason` refuses longer ones. */
export function inDays<Shape extends z.ZodRawShape>(most: number, reason: FaultReason, shape: Shape) {
  const because = (why: FaultReason) => ({ path: ['to'], params: { code: 'not_valid', reason: why } });
  return z
    .strictObject(shape)
    .refine((query) => isSpan(query as Span), because('endsBeforeBegins'))
    .refine((query) => isShort(query as Span, most), because(reason));
}

function isSpan({ period, from, to }: Span): boolean {
  if (from === undefined || to === undefined) return from === to;
  return period === undefined && from <= to;
}

/** Both ends are counted. */
function isShort({ from, to }: Span, most: number): boolean {
  return from === undefined || to === undefined || dayOfIsoDate(to) - dayOfIsoDate(from) < most;
}
