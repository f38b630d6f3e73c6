import type { AnalyticsHours } from '../../entities/analytics/analytics.api';

export const HOURS_A_DAY = 24;
const MILLION = 1_000_000;
const THOUSAND = 1_000;

/** The measures that a cell of the heat map can show. */
export const MEASURES = [
  { name: 'amount', kind: 'money' },
  { name: 'sales', kind: 'thousandths' },
  { name: 'guestShare', kind: 'share' },
] as const;
export type HeatMeasure = (typeof MEASURES)[number]['name'];

type Hours = Pick<AnalyticsHours, 'items' | 'days' | 'firstHour'>;

/**
 * The value of a cell: gross amount and sales (in thousandths) of an average day of this weekday, or the share of sales with a
 * guest in parts per million. Null: no sale, or no such weekday in the period.
 */
export function valueOf({ items, days }: Hours, measure: HeatMeasure, weekday: number, hour: number): number | null {
  const cell = items.find((one) => one.weekday === weekday && one.hour === hour);
  const count = days[weekday - 1] ?? 0;
  if (cell === undefined || count === 0) return null;
  switch (measure) {
    case 'amount':
      return Math.round(cell.amount / count);
    case 'sales':
      return Math.round((cell.sales * THOUSAND) / count);
    case 'guestShare':
      return cell.sales === 0 ? null : Math.round((cell.guestSales * MILLION) / cell.sales);
  }
}

/** The greatest value of all cells; 1 without cells. */
export function heatOf(hours: Hours, measure: HeatMeasure): number {
  return Math.max(1, ...hours.items.map(({ weekday, hour }) => valueOf(hours, measure, weekday, hour) ?? 0));
}

/** Hours in the order of a business date, from the first with a sale to the last. */
export function hoursFrom({ items, firstHour }: Hours): number[] {
  const ordered = Array.from({ length: HOURS_A_DAY }, (_, n) => (firstHour + n) % HOURS_A_DAY);
  const isSold = (hour: number) => items.some((item) => item.hour === hour);
  const first = ordered.findIndex(isSold);
  return first === -1 ? [] : ordered.slice(first, ordered.findLastIndex(isSold) + 1);
}
