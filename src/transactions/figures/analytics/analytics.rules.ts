import { addUp, shareOf, type Sums } from '../catalogue/figure';
import { valuesOf } from '../catalogue/figures';
import type { DateSpan } from '../catalogue/spans.rules';
import type { Buyers, SaleSums, Staff, Today } from './analytics.dto';

const THOUSAND = 1_000;

export const CASHIER_SUMS = ['sales', 'namedSales', 'claimedSales', 'amount', 'namedAmount'] as const;
export const SALE_SUMS = ['sales', 'guestSales', 'amount', 'guestAmount'] as const;

/** Sales of a restaurant in a local hour of a business date. */
export type HourRow = SaleSums & {
  readonly businessDate: string;
  readonly restaurantId: string;
  readonly hour: number;
};

const addSales = (rows: readonly SaleSums[]): SaleSums => valuesOf(SALE_SUMS, addUp(rows));

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
    addSales(chosen.filter((row) => row.businessDate === date && row.hour === hour));
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
    today: addSales(over.map((hour) => hour.today)),
    compared: addSales(over.map((hour) => hour.compared)),
  };
}

/** Sales of a cashier, with the share in which a guest was named, in both periods. */
export function staffOf(sums: Sums, compared: Sums | undefined): Staff['total'] {
  const { sales, namedSales, claimedSales, amount, namedAmount, namedSharePpm } = valuesOf(
    [...CASHIER_SUMS, 'namedSharePpm'],
    sums,
  );
  return {
    sales,
    guestSales: namedSales,
    claimedSales,
    amount,
    guestAmount: namedAmount,
    guestSharePpm: namedSharePpm,
    comparedSharePpm: compared === undefined ? null : valuesOf(['namedSharePpm'], compared).namedSharePpm,
  };
}

export function buyersOf(
  { from, to }: DateSpan,
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
