import { z } from 'zod';
import { openListOf, openObjectNamed, openObjectOf } from '../../../platform/http/schemas';
import { choiceShape, commonShape, compare, comparedShape, inDays, spanShape, STEPS } from '../catalogue/choice.dto';
import { MAX_DAYS, MAX_DAYS_OF_DETAIL } from '../catalogue/day-tables';
import { FIGURES, FIGURES_OF_ANALYTICS, shapeOf } from '../catalogue/figures';

const date = z.iso.date();
const count = z.int().min(0);
/** In minor units of the network's currency. */
const money = z.int();
const share = z.int().nullable();

export const overviewQuerySchema = inDays(MAX_DAYS, 'atMost5Years', { ...choiceShape('5 years'), compare });
export type OverviewQuery = z.infer<typeof overviewQuerySchema>;

export const detailQuerySchema = inDays(MAX_DAYS_OF_DETAIL, 'atMost366Days', { ...choiceShape('366 days'), compare });
export type DetailQuery = z.infer<typeof detailQuerySchema>;

export const todayQuerySchema = z.strictObject({ restaurantIds: choiceShape('').restaurantIds });
export type TodayQuery = z.infer<typeof todayQuerySchema>;

const figuresSchema = openObjectNamed(
  'AnalyticsFigures',
  'Figures of business dates together. Refunds are taken off `net` and `guestNet` alone, on the date of the refund.',
  shapeOf(FIGURES_OF_ANALYTICS),
);
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
  ...shapeOf(['sales', 'guestSales', 'amount', 'guestAmount']),
  sales: count.describe('Sales'),
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
  guestAmount: money.describe(FIGURES.namedAmount.about),
  guestSharePpm: share.describe('Share of sales with a guest who was named at the till, in parts per million'),
  comparedSharePpm: share.describe('The same in the compared period; null: no sale'),
};

export const staffSchema = z
  .object({
    ...commonShape,
    ...spanShape,
    ...comparedShape,
    items: openListOf('Members of staff by sales, at most 500; there are no further pages', {
      userId: z.uuid().nullable().describe('Member of staff; null: a till system or an import rang up'),
      name: z.string().nullable().describe('Name of the member of staff; null: none'),
      ...cashierShape,
    }),
    total: openObjectOf('All of them together', cashierShape),
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
