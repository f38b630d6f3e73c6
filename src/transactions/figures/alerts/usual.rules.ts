import { dayOfIsoDate, isoDateOf } from '../../../platform/clock/calendar';
import type { AlertedFigure } from '../catalogue/alerted';
import { type Figure, type Sums, valueOf } from '../catalogue/figure';

/** A date is compared with the same weekday of this many weeks before. */
const USUAL_WEEKS = 4;
const DAYS_A_WEEK = 7;
/** The fewest of these dates with sales from which the usual value is computed. */
const LEAST_WEEKS = 3;
/** Restaurants with fewer receipts are not compared, since a share of a few receipts is chance. */
const LEAST_SALES = 10;
/** The lowest number that can rise above the usual one. */
const LEAST_NUMBER = 3;
/** A change has to be larger than this many standard deviations. Chance alone exceeds them on one date in 700. */
const DEVIATIONS = 3;
const MILLION = 1_000_000;

/** The value of a restaurant, what it is compared with (null: the threshold alone), and whether it is beyond the threshold. */
export interface JudgedFigure {
  readonly value: number;
  readonly usual: number | null;
  readonly isBeyond: boolean;
}

/** The date, and the earlier business dates whose sums tell what is usual on it. */
export function datesBeside(date: string): string[] {
  const day = dayOfIsoDate(date);
  return Array.from({ length: USUAL_WEEKS + 1 }, (_, weeks) => isoDateOf(day - weeks * DAYS_A_WEEK));
}

/** The values of the earlier dates that had sales and counted the figure, and their sales. Null: too few of them to say what is usual. */
export function usualOf(
  of: Figure,
  earlier: readonly Sums[],
): { readonly values: number[]; readonly sales: number } | null {
  const values: number[] = [];
  let total = 0;
  for (const sums of earlier) {
    const [value, sales] = [valueOf(of, sums), sums.sales ?? 0];
    if (value === null || sales === 0) continue;
    values.push(value);
    total += sales;
  }
  return values.length < LEAST_WEEKS ? null : { values, sales: total };
}

/** A share in parts per million. Null: too few receipts, so the share would be chance. */
export function shareIn(of: Figure, sums: Sums): number | null {
  return (sums.sales ?? 0) < LEAST_SALES ? null : valueOf(of, sums);
}

/** Compares a number with the mean of other days. The mean in the result is in thousandths. */
export function besideUsual(value: number, others: readonly number[], threshold: number): JudgedFigure {
  const sum = others.reduce((total, other) => total + other, 0);
  const isBeyond = value >= LEAST_NUMBER && value * others.length * MILLION > sum * threshold;
  return { value, usual: Math.round((sum * 1_000) / others.length), isBeyond };
}

/**
 * Compares a value with the median of the same weekdays, which a holiday among them does not move. A value is beyond the threshold if chance does not
 * explain the change either. Null: too few receipts or dates, or no receipt at all, because the place was closed or its tills are offline.
 */
export function besideWeekdays(
  of: AlertedFigure,
  sums: Sums,
  earlier: readonly Sums[],
  threshold: number,
): JudgedFigure | null {
  const [value, past, sales] = [valueOf(of, sums), usualOf(of, earlier), sums.sales ?? 0];
  if (value === null || past === null || sales === 0) return null;
  const usual = median(past.values);
  // The number of receipts of the date itself moves a sum, and not an average or a share.
  const receipts = of.per === undefined ? past.sales / past.values.length : sales;
  const { rule, receiptVariance = 1 } = of.alert;
  if (receipts < LEAST_SALES * receiptVariance || usual <= 0) return null;
  const chance = DEVIATIONS * Math.sqrt(receiptVariance * (1 / receipts + 1 / past.sales));
  const [part, bound] = [value / usual, threshold / MILLION];
  const isBeyond = rule === 'BELOW_WEEKDAYS' ? part < bound && part < 1 - chance : part > bound && part > 1 + chance;
  return { value, usual: Math.round(usual), isBeyond };
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const half = sorted.length >> 1;
  const [low = 0, high = 0] = [sorted[sorted.length - 1 - half], sorted[half]];
  return (low + high) / 2;
}
