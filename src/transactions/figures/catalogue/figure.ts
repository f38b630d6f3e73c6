import { dayOfIsoDate, isoDateOf } from '../../../platform/clock/calendar';
import type { NetworkProfile } from '../../../configuration';
import type { Tx } from '../../../platform/database/database';
import type { Language } from '../../../platform/language/language';
import type { Permission } from '../../../security';
import type { Part } from './day-sums.sql';
import { DAY_TABLES, type DayTable, SUM_NAMES, type SumName, TABLE_NAMES, type TableName } from './day-tables';
import { DIMENSIONS, type AskedDimension, type Dimension } from './dimensions';

const MILLION = 1_000_000;

/** Minor units of the currency, points, a number, thousandths of a unit of goods, or a share in parts per million. */
export const UNITS = ['money', 'points', 'count', 'quantity', 'share'] as const;
export type Unit = (typeof UNITS)[number];

/** Translated texts about a figure. */
interface FigureWords {
  readonly name: (language: Language) => string;
}

/** How the weekly letter shows a figure. */
export interface LetterLine {
  /** The figure's name in the answer of the letter's route. */
  readonly code: string;
  /** Path of the tab of analytics that explains the figure. */
  readonly tab: string;
  /** A sentence that says what a notable change means. */
  readonly meaning: (change: { direction: 'up' | 'down'; cause: 'receipts' | 'check' }, language: Language) => string;
}

/**
 * A rule for which staff can set a threshold. BELOW: a share falls below the threshold. ABOVE_USUAL: a number rises above its usual mean times the
 * threshold. BELOW_WEEKDAYS, ABOVE_WEEKDAYS: a value falls below, or rises above, the median of the same weekday in the weeks before times the
 * threshold. ABOVE: a value of the present moment rises above the threshold.
 */
export interface AlertRule {
  /** The rule's name in answers and in stored thresholds. */
  readonly code: string;
  readonly rule: 'BELOW' | 'ABOVE_USUAL' | 'BELOW_WEEKDAYS' | 'ABOVE_WEEKDAYS' | 'ABOVE';
  /**
   * Variance of what one receipt adds to the figure, divided by the square of its mean. With the number of receipts it says how far chance moves a
   * date from its weekdays. Left out: 1, as of amounts whose deviation is as large as their mean.
   */
  readonly receiptVariance?: number;
  /** How the API describes a crossing. */
  readonly about: string;
  /** The page that explains a crossing, or tabs of analytics: `day` explains the crossing of a whole date, `hour` one within a date. */
  readonly explained: { readonly page: string } | { readonly day: string; readonly hour: string };
  readonly subject: (language: Language) => string;
  readonly intro: (crossing: CrossingWords, language: Language) => string;
}

interface CrossingWords {
  readonly date: number;
  readonly bound: string;
  readonly hasUntil: 'yes' | 'no';
  readonly until: string;
}

/** The only definition of a figure. Reports, questions, the letter, alerts and CSV files read it. */
export interface Figure {
  readonly unit: Unit;
  /** Sums that are added, or with a minus sign subtracted. */
  readonly of: readonly Part[];
  /** The divisor: the total of `of` is divided by the total of these sums, rounded down. Left out: the figure is a plain sum. */
  readonly per?: readonly Part[];
  /** The value if the divisor is 0; left out: null. A figure of the first release keeps the 0 of its answers. */
  readonly none?: number;
  readonly permission: Permission;
  /** The definition in the API document. */
  readonly about: string;
  /** The number of days after the last date of the period from which the value is known; until then the value is null. */
  readonly knownAfterDays?: number;
  /** Only readers of the whole network may read it, because its sums are of all restaurants. */
  readonly isOfWholeNetwork?: true;
  /** Whether the value may fall below zero. */
  readonly isSigned?: true;
  readonly words: FigureWords;
  readonly letter?: LetterLine;
  readonly alert?: AlertRule;
}

/** A figure that has a value at each date and cannot be summed from days, such as a balance. */
export type Level = Pick<Figure, 'unit' | 'permission' | 'about' | 'words'> & {
  readonly at: (
    tx: Tx,
    of: { readonly networkId: string; readonly network: NetworkProfile },
  ) => Promise<(date: string) => number | null>;
};

/** A figure of the present moment, which cannot be summed from days. */
export type Stock = Pick<Figure, 'unit' | 'permission' | 'about' | 'words'> & { readonly alert: AlertRule };

export type Sums = Readonly<Partial<Record<SumName, number | null>>>;

/** Names of the sums from which these figures are computed. */
export function sumsOf(figures: readonly Pick<Figure, 'of' | 'per'>[]): SumName[] {
  return [
    ...new Set(figures.flatMap(({ of, per = [] }) => [...of, ...per]).map((part) => part.replace('-', '') as SumName)),
  ];
}

/** The value of a figure. Null: a sum is unknown, or the divisor is 0 and the figure has no `none`. */
export function valueOf({ unit, of, per, none }: Figure, sums: Sums): number | null {
  const top = totalOf(of, sums);
  if (per === undefined || top === null) return top;
  const whole = totalOf(per, sums);
  if (whole === null || whole === 0) return none ?? null;
  return unit === 'share' ? (shareOf(top, whole) ?? none ?? null) : Math.floor(top / whole);
}

/** Whether the value of a period that ends with the date `to` is known on the business date `today`. */
export function isKnown({ knownAfterDays = 0 }: Figure, to: string, today: string): boolean {
  return knownAfterDays === 0 || isoDateOf(dayOfIsoDate(to) + knownAfterDays) < today;
}

/** A share in parts per million, rounded down. Null: the whole is not above 0. */
export function shareOf(part: number, whole: number): number | null {
  return whole <= 0 ? null : Math.floor((part * MILLION) / whole);
}

function totalOf(parts: readonly Part[], sums: Sums): number | null {
  let total = 0;
  for (const part of parts) {
    const isOff = part.startsWith('-');
    const sum = sums[(isOff ? part.slice(1) : part) as SumName] ?? null;
    if (sum === null) return null;
    total += isOff ? -sum : sum;
  }
  return total;
}

/** Adds up the sums of several rows. A sum that no row has is 0. */
export function addUp(rows: readonly Sums[]): Readonly<Record<SumName, number>> {
  return Object.fromEntries(
    SUM_NAMES.map((name) => [name, rows.reduce((sum, row) => sum + (row[name] ?? 0), 0)]),
  ) as Record<SumName, number>;
}

/** Every sum is 0, as where a table has no rows. */
export const NO_SUMS: Readonly<Record<SumName, number>> = addUp([]);

/** The first table that has the sums of these figures by these dimensions. Undefined: none. */
export function tableOf(
  figures: readonly Pick<Figure, 'of' | 'per'>[],
  by: readonly Pick<Dimension, 'tables'>[],
): TableName | undefined {
  const sums = sumsOf(figures);
  return TABLE_NAMES.find((name) => {
    const table: DayTable = DAY_TABLES[name];
    return sums.every((sum) => sum in table.sums) && by.every(({ tables }) => tables.includes(name));
  });
}

/** The names of the dimensions by which a figure can be grouped. */
export function dimensionsOf(figure: Figure): string[] {
  return Object.entries(DIMENSIONS as Readonly<Record<string, AskedDimension>>)
    .filter(([, dimension]) => tableOf([figure], [dimension]) !== undefined)
    .map(([name]) => name);
}
