import { dayOfIsoDate, isoDateOf } from '../../../platform/clock/calendar';
import { isoMonthOf, type MonthNumber, monthOfIso } from '../../books/liability/cohort-history.rules';
import { shareOf } from '../catalogue/figure';
import type { Cohort } from './cohorts.dto';

/** The most months after the first that an answer lists. Later months only count for the lifetime value. */
const MOST_CELLS = 60;
const WAITS = [30, 60, 90] as const;

export interface CellRow {
  /** The month of the guests' first visit, `YYYY-MM`. */
  readonly month: string;
  readonly since: number;
  readonly guests: number;
  readonly visits: number;
  readonly money: number;
  readonly again30: number;
  readonly again60: number;
  readonly again90: number;
}

/**
 * The cohorts of all months of a span up to the present one. A cell whose month is not over is null. A share of guests
 * who came again is null while some guest of the month still has days left to come again.
 */
export function cohortsOf(rows: readonly CellRow[], from: MonthNumber, to: MonthNumber, today: string): Cohort[] {
  const thisMonth = monthOfIso(today);
  const byMonth = new Map<string, CellRow[]>();
  for (const row of rows) byMonth.set(row.month, [...(byMonth.get(row.month) ?? []), row]);
  const months = Array.from({ length: Math.max(0, Math.min(to, thisMonth) - from + 1) }, (_, step) => from + step);
  return months.map((month) => cohortOf(month, byMonth.get(isoMonthOf(month)) ?? [], today));
}

function cohortOf(month: MonthNumber, rows: readonly CellRow[], today: string): Cohort {
  const bySince = new Map(rows.map((row) => [row.since, row]));
  const first = bySince.get(0);
  const guests = first?.guests ?? 0;
  const money = rows.reduce((sum, row) => sum + row.money, 0);
  const again = { 30: first?.again30 ?? 0, 60: first?.again60 ?? 0, 90: first?.again90 ?? 0 };
  const lastDay = dayOfIsoDate(`${isoMonthOf(month + 1)}-01`) - 1;
  const cells = Math.min(monthOfIso(today) - month + 1, MOST_CELLS);
  return {
    month: isoMonthOf(month),
    guests,
    visits: rows.reduce((sum, row) => sum + row.visits, 0),
    money,
    lifetimeValue: guests === 0 ? null : Math.floor(money / guests),
    cameAgain: WAITS.map((days) => {
      const isOver = isoDateOf(lastDay + days) < today;
      return {
        days,
        guests: isOver ? again[days] : null,
        sharePpm: isOver ? shareOf(again[days], guests) : null,
      };
    }),
    cells: Array.from({ length: cells }, (_, since) => {
      const isOver = month + since < monthOfIso(today);
      const row = bySince.get(since);
      return {
        since,
        guests: isOver ? (row?.guests ?? 0) : null,
        visits: isOver ? (row?.visits ?? 0) : null,
        money: isOver ? (row?.money ?? 0) : null,
      };
    }),
  };
}
