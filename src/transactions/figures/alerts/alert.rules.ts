import { isoDateOf, dayOfIsoDate } from '../../../platform/clock/calendar';
import { DIMENSIONS, PLACE } from '../catalogue/dimensions';
import { type Figure, type Sums, sumsOf, tableOf, valueOf } from '../catalogue/figure';
import type { SumName } from '../catalogue/day-tables';
import { type AlertedFigure, alertedOf, isOfDays } from '../catalogue/alerted';
import { FIGURES } from '../catalogue/figures';
import { besideUsual, besideWeekdays, datesBeside, type JudgedFigure, shareIn } from './usual.rules';

/** Used in place of a restaurant's id for all restaurants of a person together. */
export const TOGETHER = '00000000-0000-0000-0000-000000000000';
/** How many days before the compared date give the usual number of refunds, as their mean. */
export const USUAL_DAYS = 28;
/** The fewest days with sales for which a mean is computed. */
const LEAST_DAYS = 7;

/** Sums of a restaurant on a date. */
export type PlaceDay = Sums & { readonly businessDate: string; readonly restaurantId: string };

/** The code of an alert (`figure`), and the threshold that a person set. */
export interface Bounds {
  readonly figure: string;
  readonly threshold: number;
}

/** Returns the figure of days whose alert has this code. */
export function judgedFigureOf(code: string): AlertedFigure {
  const figure = alertedOf(code);
  if (!isOfDays(figure)) throw new Error(`${code} is no figure of dates`);
  return figure;
}

/**
 * Whether a table has the sums of this alert's figure by hour and restaurant. A sum that may be too low is compared for whole dates alone: sales of
 * offline tills arrive late, and until then the sum of an hour looks low.
 */
export function canBeJudgedByHour(code: string): boolean {
  const figure = alertedOf(code);
  if (!isOfDays(figure) || (figure.per === undefined && figure.alert.rule === 'BELOW_WEEKDAYS')) return false;
  return tableOf([figure, FIGURES.sales], [DIMENSIONS.hour, PLACE]) !== undefined;
}

/** Names of the sums that an alert reads. Sales are among them, because the usual mean leaves dates without sales out. */
export const sumsOfAlert = (code: string): SumName[] => sumsOf([judgedFigureOf(code), FIGURES.sales]);

export interface Crossing {
  readonly businessDate: string;
  /** The local time up to which the date was compared. Null: the whole date. */
  readonly until: string | null;
  readonly restaurantId: string;
  readonly value: number;
  readonly usual: number | null;
}

/** Adds up the sums of several restaurants, day by day. */
export function together(days: readonly PlaceDay[]): PlaceDay[] {
  const dates = new Map<string, PlaceDay[]>();
  for (const day of days) {
    const own = dates.get(day.businessDate);
    if (own === undefined) dates.set(day.businessDate, [day]);
    else own.push(day);
  }
  return [...dates].map(([businessDate, own]) => ({ ...sumTogether(own), businessDate, restaurantId: TOGETHER }));
}

/** Adds up rows, sum by sum. A sum is unknown (null) if one of the rows has it unknown. */
export function sumTogether(rows: readonly Sums[]): Sums {
  const total: Partial<Record<SumName, number | null>> = {};
  for (const row of rows)
    for (const [name, value] of Object.entries(row) as [SumName, number | string | null][]) {
      if (typeof value === 'string') continue;
      const sum = total[name];
      total[name] = sum === null || value === null ? null : (sum ?? 0) + value;
    }
  return total;
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
  const of = judgedFigureOf(figure);
  const judged = new Map([...places].map(([place, own]) => [place, judgedOn(of, own, date, threshold)]));
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
  judged: ReadonlyMap<string, JudgedFigure | null>,
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

/** Compares the figure of a date with the threshold. Null: the date or those before say too little. */
function judgedOn(of: AlertedFigure, days: readonly PlaceDay[], date: string, threshold: number): JudgedFigure | null {
  const { rule } = of.alert;
  if (rule === 'BELOW') return shareOn(of, days, date, threshold);
  if (rule === 'ABOVE_USUAL') return numberOn(of, days, date, threshold);
  const [today = {}, ...earlier] = datesBeside(date).map(
    (one) => days.find(({ businessDate }) => businessDate === one) ?? {},
  );
  return besideWeekdays(of, today, earlier, threshold);
}

/** Compares the share of a date with the threshold. Null: too few receipts. */
function shareOn(of: Figure, days: readonly PlaceDay[], date: string, threshold: number): JudgedFigure | null {
  const day = days.find(({ businessDate }) => businessDate === date);
  const value = day === undefined ? null : shareIn(of, day);
  return value === null ? null : { value, usual: null, isBeyond: value < threshold };
}

/** Compares the number of a date with its usual mean. Null: too few days with sales for a mean. */
function numberOn(of: Figure, days: readonly PlaceDay[], date: string, threshold: number): JudgedFigure | null {
  const [first, last] = [isoDateOf(dayOfIsoDate(date) - USUAL_DAYS), isoDateOf(dayOfIsoDate(date) - 1)];
  const past = days.filter(
    ({ businessDate, sales }) => businessDate >= first && businessDate <= last && (sales ?? 0) > 0,
  );
  const value = valueOf(of, days.find(({ businessDate }) => businessDate === date) ?? {}) ?? 0;
  if (past.length < LEAST_DAYS) return null;
  return besideUsual(
    value,
    past.map((day) => valueOf(of, day) ?? 0),
    threshold,
  );
}
