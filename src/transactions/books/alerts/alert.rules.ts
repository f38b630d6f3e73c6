import { isoDateOf, dayOfIsoDate } from '../../../platform/clock/calendar';
import type { AlertFigure } from './alert.dto';

/** Stands in place of a restaurant's id for all restaurants of a person together. */
export const TOGETHER = '00000000-0000-0000-0000-000000000000';
/** The usual number of refunds is the mean of so many days before the judged date. */
export const USUAL_DAYS = 28;
/** A restaurant with fewer receipts on a date is not judged, because the share of a few receipts is chance. */
const LEAST_SALES = 10;
/** The fewest refunds of a date that can cross a threshold. */
const LEAST_REFUNDS = 3;
/** The fewest days with sales that give a mean. */
const LEAST_DAYS = 7;
const MILLION = 1_000_000;

export interface PlaceDay {
  readonly businessDate: string;
  readonly restaurantId: string;
  readonly sales: number;
  readonly guestSales: number;
  readonly refunds: number;
}

export interface Crossing {
  readonly businessDate: string;
  readonly restaurantId: string;
  readonly value: number;
  readonly usual: number | null;
}

type Judged = Pick<Crossing, 'value' | 'usual'> & { readonly isBeyond: boolean };

/** Adds up the days of several restaurants, as if they were one. */
export function together(days: readonly PlaceDay[]): PlaceDay[] {
  const sums = new Map<string, PlaceDay>();
  for (const { businessDate, sales, guestSales, refunds } of days) {
    const sum = sums.get(businessDate);
    sums.set(businessDate, {
      ...{ businessDate, restaurantId: TOGETHER },
      sales: (sum?.sales ?? 0) + sales,
      guestSales: (sum?.guestSales ?? 0) + guestSales,
      refunds: (sum?.refunds ?? 0) + refunds,
    });
  }
  return [...sums.values()];
}

interface Judgement {
  /** Restaurants that went beyond the threshold on this date. */
  readonly crossings: readonly Crossing[];
  /** Restaurants that are beyond the threshold after this date. A restaurant that was not judged stays as it was. */
  readonly beyond: readonly string[];
}

/** Compares each restaurant's figure of one business date with the threshold. `before`: restaurants that were beyond it. */
export function judgeDays(
  figure: Exclude<AlertFigure, 'LIABILITY'>,
  threshold: number,
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
  return judgementOf(judged, date, before);
}

/** Compares the money that all points would pay with the threshold. */
export function judgeOwed(owed: number, threshold: number, date: string, before: readonly string[]): Judgement {
  return judgementOf(new Map([[TOGETHER, { value: owed, usual: null, isBeyond: owed > threshold }]]), date, before);
}

/** The crossings that an alert would have had on past dates. `days` begin `USUAL_DAYS` before the first date. */
export function crossingsOf(
  figure: Exclude<AlertFigure, 'LIABILITY'>,
  threshold: number,
  days: readonly PlaceDay[],
  { from, to }: { readonly from: string; readonly to: string },
): Crossing[] {
  const crossings: Crossing[] = [];
  let beyond: readonly string[] = [];
  for (let day = dayOfIsoDate(from); day <= dayOfIsoDate(to); day += 1) {
    const judgement = judgeDays(figure, threshold, days, isoDateOf(day), beyond);
    crossings.push(...judgement.crossings);
    ({ beyond } = judgement);
  }
  return crossings;
}

function judgementOf(judged: ReadonlyMap<string, Judged | null>, date: string, before: readonly string[]): Judgement {
  const beyond = new Set(before);
  const crossings: Crossing[] = [];
  for (const [restaurantId, found] of judged) {
    if (found === null) continue;
    const { isBeyond, ...figures } = found;
    if (!isBeyond) beyond.delete(restaurantId);
    else if (!beyond.has(restaurantId)) {
      beyond.add(restaurantId);
      crossings.push({ businessDate: date, restaurantId, ...figures });
    }
  }
  return { crossings, beyond: [...beyond].sort() };
}

/** The share of a restaurant's receipts with a guest on a date, in parts per million; null: too few receipts to judge. */
function shareOn(days: readonly PlaceDay[], date: string, threshold: number): Judged | null {
  const day = days.find(({ businessDate }) => businessDate === date);
  if (day === undefined || day.sales < LEAST_SALES) return null;
  const value = Math.floor((day.guestSales * MILLION) / day.sales);
  return { value, usual: null, isBeyond: value < threshold };
}

/** A restaurant's refunds on a date beside their mean, in thousandths; null: too few days with sales for a mean. */
function refundsOn(days: readonly PlaceDay[], date: string, threshold: number): Judged | null {
  const [first, last] = [isoDateOf(dayOfIsoDate(date) - USUAL_DAYS), isoDateOf(dayOfIsoDate(date) - 1)];
  const past = days.filter(({ businessDate, sales }) => businessDate >= first && businessDate <= last && sales > 0);
  const value = days.find(({ businessDate }) => businessDate === date)?.refunds ?? 0;
  if (past.length < LEAST_DAYS) return null;
  const sum = past.reduce((refunds, day) => refunds + day.refunds, 0);
  const isBeyond = value >= LEAST_REFUNDS && value * past.length * MILLION > sum * threshold;
  return { value, usual: Math.round((sum * 1_000) / past.length), isBeyond };
}
