import { z } from 'zod';
import { dayOfIsoDate } from '../../../platform/clock/calendar';
import type { FaultReason } from '../../../platform/http/catalogue/reasons.ru';
import { localDate, uuid } from '../../../platform/http/schemas';

/** Of one report: a leap year. */
const MAX_DAYS = 366;

const date = z.iso.date();
const count = z.int().min(0);
/** Minor units of the network's currency. */
const money = z.int();

export const dailyQuerySchema = z
  .strictObject({ from: localDate, to: localDate, restaurantId: uuid.optional() })
  .refine(({ from, to }) => from <= to, because('It ends before it begins.'))
  .refine(({ from, to }) => daysOf(from, to) <= MAX_DAYS, because('At most 366 days.'));
export type DailyQuery = z.infer<typeof dailyQuerySchema>;

/** The figures of a business date, or of several in all. Gross amounts; what was handed back stands under `refunded`. */
const figuresShape = {
  sales: count,
  /** Sales of guests, receipts claimed later among them. */
  guestSales: count,
  amount: money,
  guestAmount: money,
  discount: money,
  payable: money,
  refunds: count,
  /** Gross of the refunded lines. */
  refunded: money,
  pointsEarned: count,
  pointsRedeemed: count,
  /** Less what came back of it; below zero on a day on which more came back. */
  pointsExpired: z.int(),
  newGuests: count,
};

export const dayFiguresSchema = z
  .object({
    ...figuresShape,
    /** Of 1,000,000: sales of guests among all. */
    guestSharePpm: count,
    /** Minor units, rounded down; null without such a sale. */
    averageCheck: money.nullable(),
    averageCheckWithGuest: money.nullable(),
    averageCheckWithoutGuest: money.nullable(),
  })
  .meta({ id: 'DayFigures' });
export type DayFigures = z.infer<typeof dayFiguresSchema>;
export type Figures = z.infer<z.ZodObject<typeof figuresShape>>;

export const todaySchema = z
  .object({
    currency: z.string(),
    currencyDigits: z.int(),
    businessDate: date,
    today: dayFiguresSchema,
    /** The same weekday a week ago, the whole of it. */
    comparedDate: date,
    compared: dayFiguresSchema,
  })
  .meta({ id: 'TodayReport' });
export type Today = z.infer<typeof todaySchema>;

export const dailySchema = z
  .object({
    currency: z.string(),
    currencyDigits: z.int(),
    /** Every date of the span, in order, those without a sale too. */
    items: z.array(dayFiguresSchema.extend({ businessDate: date })),
    total: dayFiguresSchema,
  })
  .meta({ id: 'DailyReport' });
export type Daily = z.infer<typeof dailySchema>;

function because(reason: FaultReason) {
  return { path: ['to'], params: { code: 'not_valid', reason } };
}

/** Both ends with it. */
function daysOf(from: string, to: string): number {
  return dayOfIsoDate(to) - dayOfIsoDate(from) + 1;
}
