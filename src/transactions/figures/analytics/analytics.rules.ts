import { derive, NO_FIGURES, sumOf } from '../reports/figures.rules';
import type { AnalyticsFigures, Buyers, CashierSums, SaleSums, Staff, Today } from './analytics.dto';
import type { HourRow, KeptFigures } from './analytics.sql';
import type { Span } from './spans.rules';

const MILLION = 1_000_000;
const THOUSAND = 1_000;

/** The sum of some business dates' figures, with shares and means. */
export function figuresOf(days: readonly KeptFigures[]): AnalyticsFigures {
  const figures = days.length === 0 ? NO_FIGURES : sumOf(days);
  const pointsValue = days.reduce((sum, day) => sum + day.pointsValue, 0);
  const programCost = figures.discount + pointsValue;
  return { ...derive(figures), pointsValue, programCost, programCostPpm: shareOf(programCost, figures.amount) };
}

/** The dates of a span, taken from figures sorted by date. */
export function within<Day extends { readonly businessDate: string }>(days: readonly Day[], { from, to }: Span): Day[] {
  return days.filter(({ businessDate }) => businessDate >= from && businessDate <= to);
}

const NO_SALES: SaleSums = { sales: 0, guestSales: 0, amount: 0, guestAmount: 0 };

function addSales(sums: SaleSums, more: SaleSums): SaleSums {
  return {
    sales: sums.sales + more.sales,
    guestSales: sums.guestSales + more.guestSales,
    amount: sums.amount + more.amount,
    guestAmount: sums.guestAmount + more.guestAmount,
  };
}

/** The hours of today and of the same weekday a week ago, for all restaurants of a network. */
export interface KeptToday {
  readonly common: Pick<Today, 'currency' | 'currencyDigits' | 'businessDate' | 'isCounted'>;
  readonly comparedDate: string;
  /** The hours of today in their order. */
  readonly ends: readonly { readonly hour: number; readonly isOver: boolean }[];
  readonly rows: readonly HourRow[];
}

/** Today's figures for some restaurants, or (null) all. Sums only count hours that are over. */
export function todayOf({ common, comparedDate, ends, rows }: KeptToday, restaurants: readonly string[] | null): Today {
  const chosen = rows.filter(({ restaurantId }) => restaurants === null || restaurants.includes(restaurantId));
  const sumsAt = (date: string, hour: number) =>
    chosen.filter((row) => row.businessDate === date && row.hour === hour).reduce<SaleSums>(addSales, NO_SALES);
  const hours = ends.map(({ hour, isOver }) => ({
    hour,
    isOver,
    today: sumsAt(common.businessDate, hour),
    compared: sumsAt(comparedDate, hour),
  }));
  const over = hours.filter(({ isOver }) => isOver);
  return {
    ...common,
    comparedDate,
    hours,
    today: over.reduce((sums, hour) => addSales(sums, hour.today), NO_SALES),
    compared: over.reduce((sums, hour) => addSales(sums, hour.compared), NO_SALES),
  };
}

/** The share of sales in which the cashier named a guest, in both periods. */
export function withShares(sums: CashierSums, compared: CashierSums | undefined): Staff['total'] {
  const { sales, guestSales, claimedSales, amount, guestAmount } = sums;
  return {
    sales,
    guestSales,
    claimedSales,
    amount,
    guestAmount,
    guestSharePpm: shareOf(guestSales, sales),
    comparedSharePpm: compared === undefined ? null : shareOf(compared.guestSales, compared.sales),
  };
}

export function buyersOf(
  { from, to }: Span,
  { guests, visits, repeatGuests }: { guests: number; visits: number; repeatGuests: number },
): Buyers {
  return {
    from,
    to,
    guests,
    visits,
    repeatGuests,
    visitsPerGuestMilli: guests === 0 ? null : Math.floor((visits * THOUSAND) / guests),
    repeatSharePpm: shareOf(repeatGuests, guests),
  };
}

/** In parts per million, rounded down. Null: the whole is 0. */
export function shareOf(part: number, whole: number): number | null {
  return whole <= 0 ? null : Math.floor((part * MILLION) / whole);
}
