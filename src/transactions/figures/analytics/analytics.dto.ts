import { z } from 'zod';
import { localDate, openListOf, openObjectNamed, openObjectOf, uuidList } from '../../../platform/http/schemas';
import { dayFiguresSchema, inDays } from '../reports/reports.dto';

/** Five years with two leap days. */
export const MAX_DAYS = 1_827;
/** A leap year, for figures by hour, cashier or guest. */
export const MAX_DAYS_OF_DETAIL = 366;

const date = z.iso.date();
const count = z.int().min(0);
/** In minor units of the network's currency. */
const money = z.int();
const share = z.int().nullable();

const PERIODS = [
  'YESTERDAY',
  'LAST_7_DAYS',
  'LAST_28_DAYS',
  'THIS_MONTH',
  'LAST_MONTH',
  'LAST_3_MONTHS',
  'LAST_12_MONTHS',
  'THIS_YEAR',
] as const;
export type PeriodName = (typeof PERIODS)[number];
export const DEFAULT_PERIOD: PeriodName = 'LAST_28_DAYS';

export const STEPS = ['DAY', 'WEEK', 'MONTH'] as const;
export type Step = (typeof STEPS)[number];

const COMPARED = ['previous', 'year'] as const;

export function choiceShape(atMost: string) {
  return {
    period: z
      .enum(PERIODS)
      .optional()
      .describe(
        'Business dates up to the last whole day; left out: `from` and `to`, or `LAST_28_DAYS` where these are left out too',
      ),
    from: localDate.optional().describe('First business date (`YYYY-MM-DD`), with `to`'),
    to: localDate.optional().describe(`Last business date (\`YYYY-MM-DD\`), with \`from\`; at most ${atMost} in all`),
    restaurantIds: uuidList
      .optional()
      .describe('Only these restaurants: up to 200 UUIDs, separated by commas; left out: all where the caller works'),
  };
}

export interface Choice {
  readonly period?: PeriodName | undefined;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly restaurantIds?: readonly string[] | undefined;
}

export const compare = z
  .enum(COMPARED)
  .default('previous')
  .describe('The compared period: the one before (`previous`), or the same a year ago (`year`)');

export const overviewQuerySchema = inDays(MAX_DAYS, 'atMost5Years', { ...choiceShape('5 years'), compare });
export type OverviewQuery = z.infer<typeof overviewQuerySchema>;

export const detailQuerySchema = inDays(MAX_DAYS_OF_DETAIL, 'atMost366Days', { ...choiceShape('366 days'), compare });
export type DetailQuery = z.infer<typeof detailQuerySchema>;

export const todayQuerySchema = z.strictObject({ restaurantIds: choiceShape('').restaurantIds });
export type TodayQuery = z.infer<typeof todayQuerySchema>;

export const commonShape = {
  currency: z.string().describe('Currency of all amounts, ISO 4217'),
  currencyDigits: z.int().describe('Decimals of the currency: an amount divided by 10 to this power is in major units'),
  businessDate: date.describe('Business date of now (`YYYY-MM-DD`), which is not over'),
  isCounted: z
    .boolean()
    .describe(
      'Whether sales of before the last upgrade are counted by hour and cashier, and so is the money that points paid',
    ),
};

export const spanShape = {
  from: date.describe('First business date'),
  to: date.describe('Last business date'),
};

export const comparedShape = {
  comparedFrom: date.describe('First business date of the compared period'),
  comparedTo: date.describe('Last business date of the compared period'),
};

const figuresSchema = dayFiguresSchema
  .extend({
    pointsValue: money.describe('Money that points paid in sales, in minor units'),
    programCost: money.describe('Discounts and the money that points paid, in minor units'),
    programCostPpm: share.describe('`programCost` as a share of `amount`, in parts per million; null: no sale'),
  })
  .meta({
    id: 'AnalyticsFigures',
    description:
      'Figures of business dates together. Refunds are taken off `net` and `guestNet` alone, on the date of the refund.',
  });
export type AnalyticsFigures = z.infer<typeof figuresSchema>;

const spanFiguresSchema = openObjectNamed('AnalyticsSpan', 'The figures of a period.', {
  ...spanShape,
  figures: figuresSchema,
  owed: count
    .nullable()
    .describe(
      'Points that guests hold at the end of the month of the last date, so far in a month that is not over; null: for some ' +
        'restaurants alone, or while they are being counted',
    ),
});

export const overviewSchema = z
  .object({
    ...commonShape,
    period: spanFiguresSchema.describe('The period, so far where it has today'),
    previous: spanFiguresSchema.describe('The period before: as many whole months, or the same weekdays before'),
    yearAgo: spanFiguresSchema.describe('The same a year ago: the same months, or the same weekdays 52 weeks earlier'),
    step: z.enum(STEPS).describe('Length of the parts in `series`'),
    series: openListOf('The period in parts, at most 92; the ends are cut to the period', {
      ...spanShape,
      figures: figuresSchema,
      compared: z
        .object({ ...spanShape, figures: figuresSchema })
        .nullable()
        .describe('The part that lies as far in the compared period; null: it is shorter'),
    }),
  })
  .meta({ id: 'AnalyticsOverview', description: 'A period beside the one before and the same a year ago.' });
export type Overview = z.infer<typeof overviewSchema>;

const saleShape = {
  sales: count.describe('Sales'),
  guestSales: count.describe('Sales of guests, receipts that were claimed later included'),
  amount: money.describe('Gross amount of all sales, in minor units'),
  guestAmount: money.describe('Gross amount of the sales of guests, in minor units'),
};
export type SaleSums = z.infer<z.ZodObject<typeof saleShape>>;

export const hoursSchema = openObjectNamed('AnalyticsHours', 'Sales of a period by weekday and local hour.', {
  ...commonShape,
  ...spanShape,
  firstHour: z.int().min(0).max(23).describe('Local hour in which a business date starts'),
  days: z.array(count).describe('How many Mondays, Tuesdays and so on the period has: seven numbers'),
  items: openListOf('Sums by weekday and hour; hours without a sale are left out', {
    weekday: z.int().min(1).max(7).describe('Weekday of the business date: 1 is Monday, 7 Sunday'),
    hour: z.int().min(0).max(23).describe('Local hour in which the sale happened'),
    ...saleShape,
  }),
});
export type Hours = z.infer<typeof hoursSchema>;

export const todaySchema = z
  .object({
    ...commonShape,
    comparedDate: date.describe('The same weekday a week ago'),
    hours: openListOf('Hours of a business date in their order, at most 25', {
      hour: z.int().min(0).max(23).describe('Local hour'),
      isOver: z.boolean().describe('Whether the hour is over today'),
      today: z.object(saleShape).describe('The hour today'),
      compared: z.object(saleShape).describe('The same hour a week ago'),
    }),
    today: z.object(saleShape).describe('Sums of the hours of today that are over'),
    compared: z.object(saleShape).describe('Sums of the same hours a week ago'),
  })
  .meta({ id: 'AnalyticsToday', description: 'Today against the same hours of the same weekday a week ago.' });
export type Today = z.infer<typeof todaySchema>;

const cashierShape = {
  sales: count.describe('Sales that this person rang up'),
  guestSales: count.describe('Those with a guest who was named at the till'),
  claimedSales: count.describe('Those without, which a guest claimed later by the receipt'),
  amount: money.describe('Gross amount of the sales, in minor units'),
  guestAmount: money.describe('Gross amount of the sales with a guest who was named at the till, in minor units'),
};
export type CashierSums = z.infer<z.ZodObject<typeof cashierShape>>;

export const staffSchema = z
  .object({
    ...commonShape,
    ...spanShape,
    ...comparedShape,
    items: openListOf('Members of staff by sales, at most 500; there are no further pages', {
      userId: z.uuid().nullable().describe('Member of staff; null: a till system or an import rang up'),
      name: z.string().nullable().describe('Name of the member of staff; null: none'),
      ...cashierShape,
      guestSharePpm: share.describe('Share of sales with a guest who was named at the till, in parts per million'),
      comparedSharePpm: share.describe('The same in the compared period; null: no sale'),
    }),
    total: openObjectOf('All of them together', {
      ...cashierShape,
      guestSharePpm: share.describe('Share of sales with a guest who was named at the till, in parts per million'),
      comparedSharePpm: share.describe('The same in the compared period; null: no sale'),
    }),
  })
  .meta({ id: 'AnalyticsStaff', description: 'Sales of a period by the member of staff who rang them up.' });
export type Staff = z.infer<typeof staffSchema>;

const buyersSchema = openObjectNamed('AnalyticsBuyers', 'Guests who bought in a period.', {
  ...spanShape,
  guests: count.describe('Guests who bought, each once, guests who were merged as one'),
  visits: count.describe('Their sales, less those that were refunded whole'),
  visitsPerGuestMilli: share.describe('Visits per guest in thousandths; null: no guest bought'),
  repeatGuests: count.describe('Guests who bought more than once'),
  repeatSharePpm: share.describe(
    'Share of guests who bought more than once, in parts per million; null: no guest bought',
  ),
});
export type Buyers = z.infer<typeof buyersSchema>;

export const guestsSchema = z
  .object({
    businessDate: commonShape.businessDate,
    period: buyersSchema,
    previous: buyersSchema.describe('The period before'),
    yearAgo: buyersSchema.describe('The same a year ago'),
  })
  .meta({ id: 'AnalyticsGuests', description: 'Guests of a period beside the one before and the same a year ago.' });
export type Guests = z.infer<typeof guestsSchema>;
