import type { RevenueMovement } from '../life/life.rules';
import { addMonths } from '../life/periods.rules';

const PPM = 1_000_000n;

/** Movements of one kind in one month. */
export interface MovementSum {
  /** `YYYY-MM`. */
  readonly month: string;
  readonly movement: RevenueMovement;
  /** Minor units, from 0. */
  readonly amount: number;
  readonly count: number;
}

export interface MonthFigures {
  readonly month: string;
  readonly start: number;
  readonly new: number;
  readonly expansion: number;
  readonly contraction: number;
  readonly churn: number;
  readonly reactivation: number;
  readonly end: number;
  readonly customersStart: number;
  readonly customersNew: number;
  readonly customersLost: number;
  readonly customersEnd: number;
  /** Revenue of a customer at the end of the month, to the nearest minor unit. */
  readonly arpu: number;
  /** Lost customers of those at the start; null: there were none. */
  readonly churnPpm: number | null;
  /** Churn and contraction of the revenue at the start; null: there was none. */
  readonly revenueChurnPpm: number | null;
}

/** Adds months to a month; both `YYYY-MM`. */
export function monthAfter(month: string, months: number): string {
  return addMonths(`${month}-01`, months).slice(0, 7);
}

/** Every month from the first to the last, each beginning where the one before ends. */
export function monthsOf(sums: readonly MovementSum[], from: string, to: string): MonthFigures[] {
  const earlier = sums.filter(({ month }) => month < from);
  let start = signedSum(earlier);
  let customersStart = customersOf(earlier);
  const months: MonthFigures[] = [];
  for (let month = from; month <= to; month = monthAfter(month, 1)) {
    const own = sums.filter((sum) => sum.month === month);
    const amount = (movement: RevenueMovement): number => totalOf(own, movement, 'amount');
    const count = (movement: RevenueMovement): number => totalOf(own, movement, 'count');
    const end = start + signedSum(own);
    const [customersNew, customersLost] = [count('NEW') + count('REACTIVATION'), count('CHURN')];
    const customersEnd = customersStart + customersNew - customersLost;
    months.push({
      month,
      start,
      end,
      customersStart,
      customersNew,
      customersLost,
      customersEnd,
      new: amount('NEW'),
      expansion: amount('EXPANSION'),
      contraction: amount('CONTRACTION'),
      churn: amount('CHURN'),
      reactivation: amount('REACTIVATION'),
      arpu: customersEnd === 0 ? 0 : nearest(BigInt(end), BigInt(customersEnd)),
      churnPpm: shareOf(customersLost, customersStart),
      revenueChurnPpm: shareOf(amount('CHURN') + amount('CONTRACTION'), start),
    });
    [start, customersStart] = [end, customersEnd];
  }
  return months;
}

/** The months of several cells as those of one installation; all have the same months. */
export function sumOfMonths(cells: readonly (readonly MonthFigures[])[]): MonthFigures[] {
  const [first = []] = cells;
  return first.map(({ month }) => {
    const own = cells.flatMap((months) => months.filter((figures) => figures.month === month));
    const sum = (member: keyof Omit<MonthFigures, 'month' | 'churnPpm' | 'revenueChurnPpm'>): number =>
      own.reduce((all, figures) => all + figures[member], 0);
    const [start, end, customersStart, customersEnd] = [
      sum('start'),
      sum('end'),
      sum('customersStart'),
      sum('customersEnd'),
    ];
    const [churn, contraction, customersLost] = [sum('churn'), sum('contraction'), sum('customersLost')];
    return {
      month,
      start,
      end,
      customersStart,
      customersNew: sum('customersNew'),
      customersLost,
      customersEnd,
      new: sum('new'),
      expansion: sum('expansion'),
      contraction,
      churn,
      reactivation: sum('reactivation'),
      arpu: customersEnd === 0 ? 0 : nearest(BigInt(end), BigInt(customersEnd)),
      churnPpm: shareOf(customersLost, customersStart),
      revenueChurnPpm: shareOf(churn + contraction, start),
    };
  });
}

/** Joins the cohorts of several cells into those of one installation. */
export function sumOfCohorts(cells: readonly (readonly Cohort[])[]): Cohort[] {
  const months = [...new Set(cells.flat().map(({ month }) => month))].sort();
  return months.map((month) => {
    const own = cells.flat().filter((cohort) => cohort.month === month);
    const longest = Math.max(...own.map(({ retained }) => retained.length));
    const retained = Array.from({ length: longest }, (_, at) =>
      own.reduce((all, cohort) => all + (cohort.retained[at] ?? 0), 0),
    );
    return { month, customers: own.reduce((all, { customers }) => all + customers, 0), retained };
  });
}

/** A network that began to pay, stopped, or paid again. */
export interface CustomerEvent {
  readonly networkId: string;
  readonly month: string;
  readonly movement: 'NEW' | 'CHURN' | 'REACTIVATION';
}

export interface Cohort {
  /** The month in which its networks began to pay. */
  readonly month: string;
  readonly customers: number;
  /** The number of these that pay at the end of that month and of each later one that is over. */
  readonly retained: readonly number[];
}

/** Networks by the month in which they first paid. `events` are in the order of time; `last` is the last month that is over. */
export function cohortsOf(events: readonly CustomerEvent[], from: string, last: string): Cohort[] {
  const byNetwork = new Map<string, CustomerEvent[]>();
  for (const event of events) byNetwork.set(event.networkId, [...(byNetwork.get(event.networkId) ?? []), event]);
  const cohorts = new Map<string, CustomerEvent[][]>();
  for (const own of byNetwork.values()) {
    const first = own.find(({ movement }) => movement === 'NEW');
    if (first !== undefined && first.month >= from)
      cohorts.set(first.month, [...(cohorts.get(first.month) ?? []), own]);
  }
  return [...cohorts]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([month, networks]) => {
      const retained: number[] = [];
      for (let at = month; at <= last; at = monthAfter(at, 1))
        retained.push(networks.filter((own) => isPaying(own, at)).length);
      return { month, customers: networks.length, retained };
    });
}

function isPaying(events: readonly CustomerEvent[], month: string): boolean {
  const last = events.findLast((event) => event.month <= month);
  return last !== undefined && last.movement !== 'CHURN';
}

function signedSum(sums: readonly MovementSum[]): number {
  return sums.reduce((all, { movement, amount }) => all + (isLoss(movement) ? -amount : amount), 0);
}

function customersOf(sums: readonly MovementSum[]): number {
  return sums.reduce((all, { movement, count }) => all + CUSTOMERS[movement] * count, 0);
}

const CUSTOMERS: Readonly<Record<RevenueMovement, number>> = {
  NEW: 1,
  REACTIVATION: 1,
  CHURN: -1,
  EXPANSION: 0,
  CONTRACTION: 0,
};

const isLoss = (movement: RevenueMovement): boolean => movement === 'CHURN' || movement === 'CONTRACTION';

function totalOf(sums: readonly MovementSum[], movement: RevenueMovement, member: 'amount' | 'count'): number {
  return sums.filter((sum) => sum.movement === movement).reduce((all, sum) => all + sum[member], 0);
}

function shareOf(part: number, whole: number): number | null {
  return whole === 0 ? null : nearest(BigInt(part) * PPM, BigInt(whole));
}

function nearest(dividend: bigint, divisor: bigint): number {
  return Number((2n * dividend + divisor) / (2n * divisor));
}
