import { z } from 'zod';
import { dayOfIsoDate } from '../../../platform/clock/calendar';
import type { FaultReason } from '../../../platform/http/catalogue/catalogue';
import { localDate, uuid } from '../../../platform/http/schemas';

/** Business dates of one report: a leap year. */
const MAX_DAYS = 366;

const date = z.iso.date();
const count = z.int().min(0);
/** Minor units of the network's currency. */
const money = z.int();

export const dailyQuerySchema = z
  .strictObject({
    from: localDate.describe('First business date (`YYYY-MM-DD`)'),
    to: localDate.describe('Last business date (`YYYY-MM-DD`), with it; at most 366 days in all'),
    restaurantId: uuid.optional().describe('Restaurant to report on; left out: the whole network'),
  })
  .refine(({ from, to }) => from <= to, because('endsBeforeBegins'))
  .refine(({ from, to }) => daysOf(from, to) <= MAX_DAYS, because('atMost366Days'));
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
  pointsEarned: count.describe('Points that guests earned'),
  pointsRedeemed: count.describe('Points that guests spent'),
  pointsExpired: z.int().describe('Points that expired less those that came back; below zero when more came back'),
  newGuests: count.describe('Guests who were registered'),
};

export const dayFiguresSchema = z
  .object({
    ...figuresShape,
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
    description: 'Figures of one business date, or of several together. Refunds are not taken off sales.',
  });
export type DayFigures = z.infer<typeof dayFiguresSchema>;
export type Figures = z.infer<z.ZodObject<typeof figuresShape>>;

const currencyShape = {
  currency: z.string().describe('Currency of all amounts, ISO 4217'),
  currencyDigits: z.int().describe('Decimals of the currency: an amount divided by 10 to this power is in major units'),
};

export const todaySchema = z
  .object({
    ...currencyShape,
    businessDate: date.describe('Business date of now (`YYYY-MM-DD`)'),
    today: dayFiguresSchema.describe('Figures of this business date so far'),
    comparedDate: date.describe('The same weekday a week ago (`YYYY-MM-DD`)'),
    compared: dayFiguresSchema.describe('Figures of the whole of that business date'),
  })
  .meta({ id: 'TodayReport', description: 'Today beside the same weekday a week ago.' });
export type Today = z.infer<typeof todaySchema>;

export const dailySchema = z
  .object({
    ...currencyShape,
    items: z
      .array(dayFiguresSchema.extend({ businessDate: date.describe('Business date (`YYYY-MM-DD`)') }))
      .describe('Every date of the span in order, dates without a sale included'),
    total: dayFiguresSchema.describe('Figures of all these dates together'),
  })
  .meta({ id: 'DailyReport', description: 'Figures by business date.' });
export type Daily = z.infer<typeof dailySchema>;

function because(reason: FaultReason) {
  return { path: ['to'], params: { code: 'not_valid', reason } };
}

/** Both ends are counted. */
function daysOf(from: string, to: string): number {
  return dayOfIsoDate(to) - dayOfIsoDate(from) + 1;
}
