import type { Language } from '../../../platform/language/language';
import type { Permission } from '../../../security';
import type { Part } from './day-sums.sql';
import { DAY_TABLES, type DayTable, SUM_NAMES, type SumName, TABLE_NAMES, type TableName } from './day-tables';
import { DIMENSIONS, type AskedDimension, type Dimension } from './dimensions';

const MILLION = 1_000_000;

/** Minor units of the currency, points, a number, thousandths of a unit of goods, or a share in parts per million. */
export const UNITS = ['money', 'points', 'count', 'quantity', 'share'] as const;
export type Unit = (typeof UNITS)[number];

/** The texts of a figure for people. */
interface FigureWords {
  readonly name: (language: Language) => string;
}

/** A figure as the weekly letter compares it. */
export interface LetterLine {
  /** Its name in the letter's answer. */
  readonly code: string;
  /** The tab of the page of analytics that explains it. */
  readonly tab: string;
  /** The meaning of a notable change. */
  readonly meaning: (change: { direction: 'up' | 'down'; cause: 'receipts' | 'check' }, language: Language) => string;
}

/**
 * A rule by which staff set thresholds. BELOW: a share falls below the threshold. ABOVE_USUAL: a number rises above so many times its usual mean.
 * ABOVE: a value of now rises above the threshold.
 */
export interface AlertRule {
  /** Its name in answers and in stored thresholds. */
  readonly code: string;
  readonly rule: 'BELOW' | 'ABOVE_USUAL' | 'ABOVE';
  /** How the API describes a crossing. */
  readonly about: string;
  /** The page that explains a crossing, or the tab of analytics that explains one of a whole date, and one of the hours of a date. */
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

/** All that the product knows of a figure: reports, questions, letter, alerts and files read it here. */
export interface Figure {
  readonly unit: Unit;
  /** Sums that are added up, and those that are taken off. */
  readonly of: readonly Part[];
  /** Sums by which the value is divided, rounded down. A figure whose whole is 0 has no value. */
  readonly per?: readonly Part[];
  /** The value without a whole where it is not null; answers of the first release had 0. */
  readonly none?: number;
  readonly permission: Permission;
  /** The definition in the API document. */
  readonly about: string;
  /** Whether it may fall below zero. */
  readonly isSigned?: true;
  readonly words: FigureWords;
  readonly letter?: LetterLine;
  readonly alert?: AlertRule;
}

/** A figure of now, which is no sum of days. */
export type Stock = Pick<Figure, 'unit' | 'permission' | 'about' | 'words'> & { readonly alert: AlertRule };

export type Sums = Readonly<Partial<Record<SumName, number | null>>>;

/** The names of the sums that some figures need. */
export function sumsOf(figures: readonly Pick<Figure, 'of' | 'per'>[]): SumName[] {
  return [
    ...new Set(figures.flatMap(({ of, per = [] }) => [...of, ...per]).map((part) => part.replace('-', '') as SumName)),
  ];
}

/** The value of a figure. Null: a sum is unknown, or the whole is 0. */
export function valueOf({ unit, of, per, none }: Figure, sums: Sums): number | null {
  const top = totalOf(of, sums);
  if (per === undefined || top === null) return top;
  const whole = totalOf(per, sums);
  if (whole === null || whole === 0) return none ?? null;
  return unit === 'share' ? (shareOf(top, whole) ?? none ?? null) : Math.floor(top / whole);
}

/** In parts per million, rounded down. Null: the whole is 0. */
export function shareOf(part: number, whole: number): number | null {
  return whole <= 0 ? null : Math.floor((part * MILLION) / whole);
}

export function totalOf(parts: readonly Part[], sums: Sums): number | null {
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

/** The names of the dimensions by which a figure can be told apart. */
export function dimensionsOf(figure: Figure): string[] {
  return Object.entries(DIMENSIONS as Readonly<Record<string, AskedDimension>>)
    .filter(([, dimension]) => tableOf([figure], [dimension]) !== undefined)
    .map(([name]) => name);
}
