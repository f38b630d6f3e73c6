import { isoDateOf, dayOfIsoDate } from '../../../platform/clock/calendar';
import type { AlertFigure } from './alert.dto';

/** Used in place of a restaurant's id for all restaurants of a person together. */
export const TOGETHER = '00000000-0000-0000-0000-000000000000';
/** How many days before the compared date give the usual number of refunds, as their mean. */
export const USUAL_DAYS = 28;
/** Restaurants with fewer receipts are not compared, since a share of a few receipts is chance. */
export const LEAST_SALES = 10;
/** The fewest refunds that can cross a threshold. */
const LEAST_REFUNDS = 3;
/** The fewest days with sales for which a mean is computed. */
const LEAST_DAYS = 7;
const MILLION = 1_000_000;

export interface PlaceDay {
  readonly businessDate: string;
  readonly restaurantId: string;
  readonly sales: number;
  readonly guestSales: number;
  readonly refunds: number;
}

/** The kind of a figure by restaurant and date, with its threshold. */
export interface Bounds {
  readonly figure: Exclude<AlertFigure, 'LIABILITY'>;
  readonly threshold: number;
}

export interface Crossing {
  readonly businessDate: string;
  /** The local time up to which the date was compared. Null: the whole date. */
  readonly until: string | null;
  readonly restaurantId: string;
  readonly value: number;
  readonly usual: number | null;
}

export type Judged = Pick<Crossing, 'value' | 'usual'> & { readonly isBeyond: boolean };

/** Adds up the figures of several restaurants, day by day. */
export function together(days: readonly PlaceDay[]): PlaceDay[] {
  const sums = new Map<string, PlaceDay>();
  for (const { businessDate, sales, guestSales, refunds } of days) {
    const sum = sums.get(businessDate);
    sums.set(businessDate, {
      businessDate,
      restaurantId: TOGETHER,
      sales: (sum?.sales ?? 0) + sales,
      guestSales: (sum?.guestSales ?? 0) + guestSales,
      refunds: (sum?.refunds ?? 0) + refunds,
    });
  }
  return [...sums.values()];
}

export interface Judgement {
  /** Restaurants that crossed the threshold on this date. */
  readonly crossings: readonly Crossing[];
  /** Restaurants beyond the threshold after this date. A restaurant that could not be compared keeps its state. */
  readonly beyond: readonly string[];
}

/** Compares each restaurant's figure of one business date with the threshold. `before`: restaurants that were beyond it already. */
export function judgeDays(
  { figure, threshold }: Bounds,
  days: readonly PlaceDay[],
  date: string,
  before: readonly string[],
): Judgement {
  const places = new Map<string, PlaceDay[]>();
  for (const day of days) {
    const own = places.get(day.restaurantId);
    if (own === undefined) places.set(day.restaurantId, [day]);
    else own.push(day);
  }
  const judged = new Map<string, Judged | null>(
    [...places].map(([place, own]) => [
      place,
      figure === 'REFUNDS' ? refundsOn(own, date, threshold) : shareOn(own, date, threshold),
    ]),
  );
  return judgementOf(judged, wholeOf(date), before);
}

/** Compares what the network owes for all points with the threshold. */
export function judgeOwed(owed: number, threshold: number, date: string, before: readonly string[]): Judgement {
  const judged = new Map([[TOGETHER, { value: owed, usual: null, isBeyond: owed > threshold }]]);
  return judgementOf(judged, wholeOf(date), before);
}

/** The crossings that an alert would have had on past dates. `days` have to begin `USUAL_DAYS` before the first date. */
export function crossingsOf(
  bounds: Bounds,
  days: readonly PlaceDay[],
  { from, to }: { readonly from: string; readonly to: string },
): Crossing[] {
  const crossings: Crossing[] = [];
  let beyond: readonly string[] = [];
  for (let day = dayOfIsoDate(from); day <= dayOfIsoDate(to); day += 1) {
    const judgement = judgeDays(bounds, days, isoDateOf(day), beyond);
    crossings.push(...judgement.crossings);
    ({ beyond } = judgement);
  }
  return crossings;
}

const wholeOf = (businessDate: string): Pick<Crossing, 'businessDate' | 'until'> => ({ businessDate, until: null });

/**
 * Crossings are the restaurants that are beyond the threshold now and were not before. A restaurant that could not be
 * compared (null) keeps its state.
 */
export function judgementOf(
  judged: ReadonlyMap<string, Judged | null>,
  at: Pick<Crossing, 'businessDate' | 'until'>,
  before: readonly string[],
): Judgement {
  const beyond = new Set(before);
  const crossings: Crossing[] = [];
  for (const [restaurantId, found] of judged) {
    if (found === null) continue;
    const { isBeyond, ...figures } = found;
    if (!isBeyond) beyond.delete(restaurantId);
    else if (!beyond.has(restaurantId)) {
      beyond.add(restaurantId);
      crossings.push({ ...at, restaurantId, ...figures });
    }
  }
  return { crossings, beyond: [...beyond].sort() };
}

/** The share of a restaurant's receipts with a guest on a date, in parts per million. Null: too few receipts. */
function shareOn(days: readonly PlaceDay[], date: string, threshold: number): Judged | null {
  const day = days.find(({ businessDate }) => businessDate === date);
  if (day === undefined || day.sales < LEAST_SALES) return null;
  const value = shareOf(day.guestSales, day.sales);
  return { value, usual: null, isBeyond: value < threshold };
}

/** A restaurant's refunds on a date and their usual mean, in thousandths. Null: too few days with sales for a mean. */
function refundsOn(days: readonly PlaceDay[], date: string, threshold: number): Judged | null {
  const [first, last] = [isoDateOf(dayOfIsoDate(date) - USUAL_DAYS), isoDateOf(dayOfIsoDate(date) - 1)];
  const past = days.filter(({ businessDate, sales }) => businessDate >= first && businessDate <= last && sales > 0);
  const value = days.find(({ businessDate }) => businessDate === date)?.refunds ?? 0;
  if (past.length < LEAST_DAYS) return null;
  return refundsBeside(
    value,
    past.map(({ refunds }) => refunds),
    threshold,
  );
}

/** A part in parts per million, rounded down. */
export function shareOf(part: number, whole: number): number {
  return Math.floor((part * MILLION) / whole);
}

/** A number of refunds, with the mean of other days. */
export function refundsBeside(value: number, others: readonly number[], threshold: number): Judged {
  const sum = others.reduce((total, refunds) => total + refunds, 0);
  const isBeyond = value >= LEAST_REFUNDS && value * others.length * MILLION > sum * threshold;
  return { value, usual: Math.round((sum * 1_000) / others.length), isBeyond };
}
