import { calendarOf, dayOfIsoDate, isoDateOf } from '../../../platform/clock/calendar';
import {
  type Bounds,
  type Crossing,
  type Judged,
  type Judgement,
  judgementOf,
  LEAST_SALES,
  type PlaceDay,
  refundsBeside,
  shareOf,
  TOGETHER,
} from './alert.rules';

/** An hour is compared with the same hour of this many earlier dates, each a week before the next. */
const USUAL_WEEKS = 4;
const DAYS_A_WEEK = 7;
/** The fewest of these dates with sales for which a mean is computed. */
const LEAST_WEEKS = 3;

/** Sales and refunds of a restaurant in a local hour. `refunds` null: refunds were not counted by the hour at that time. */
export type PlaceHour = Omit<PlaceDay, 'refunds'> & { readonly hour: number; readonly refunds: number | null };

/** The hours of a business date that are over at an instant. */
export interface Step {
  /** When the last of these hours ended, as an instant and as local time. */
  readonly end: number;
  readonly until: string;
  readonly hours: ReadonlySet<number>;
}

type PlaceHours = ReadonlyMap<string, ReadonlyMap<string, readonly PlaceHour[]>>;

/** The steps of a business date, one at the end of each local hour. */
export function stepsOf(
  ends: readonly { readonly hour: number; readonly end: number }[],
  { timeZone, dayStart }: { readonly timeZone: string; readonly dayStart: string },
): Step[] {
  const calendar = calendarOf(timeZone, dayStart);
  const sorted = [...ends].sort((a, b) => a.end - b.end);
  return sorted.map(({ end }, place) => {
    const minutes = calendar.minuteOfDay(end);
    const [hour, minute] = [Math.floor(minutes / 60), minutes % 60].map((part) => String(part).padStart(2, '0'));
    const hours = new Set(sorted.slice(0, place + 1).map((one) => one.hour));
    return { end, until: `${hour ?? ''}:${minute ?? ''}`, hours };
  });
}

/** The date, and the earlier business dates whose hours tell what is usual on it. */
export function datesBeside(date: string): string[] {
  const day = dayOfIsoDate(date);
  return Array.from({ length: USUAL_WEEKS + 1 }, (_, weeks) => isoDateOf(day - weeks * DAYS_A_WEEK));
}

/** Rows by restaurant and business date. `isTogether`: all restaurants add up to one. */
export function placeHoursOf(rows: readonly PlaceHour[], isTogether: boolean): PlaceHours {
  const places = new Map<string, Map<string, PlaceHour[]>>();
  for (const row of rows) {
    const place = isTogether ? TOGETHER : row.restaurantId;
    const dates = places.get(place) ?? new Map<string, PlaceHour[]>();
    places.set(place, dates);
    const hours = dates.get(row.businessDate);
    if (hours === undefined) dates.set(row.businessDate, [row]);
    else hours.push(row);
  }
  return places;
}

/** Compares the finished hours of a date with the threshold. Only the same hours of other dates tell what is usual. */
export function judgeHours(
  { figure, threshold }: Bounds,
  places: PlaceHours,
  date: string,
  { hours, until }: Step,
  before: readonly string[],
): Judgement {
  const judged = new Map<string, Judged | null>();
  const [today = date, ...earlier] = datesBeside(date);
  for (const [place, dates] of places) {
    const partOf = (day: string) => sumOf(dates.get(day) ?? [], hours);
    const usual = earlier.map(partOf);
    judged.set(
      place,
      figure === 'REFUNDS' ? refundsOf(partOf(today), usual, threshold) : guestShareOf(partOf(today), usual, threshold),
    );
  }
  return judgementOf(judged, { businessDate: date, until }, before);
}

/** The crossings that an alert would have had on past dates, at most one of a restaurant on a date. */
export function crossingsByHour(
  bounds: Bounds,
  places: PlaceHours,
  { from, to }: { readonly from: string; readonly to: string },
  stepsOn: (date: string) => readonly Step[],
): Crossing[] {
  const found = new Map<string, Crossing>();
  let beyond: readonly string[] = [];
  for (let day = dayOfIsoDate(from); day <= dayOfIsoDate(to); day += 1)
    for (const step of stepsOn(isoDateOf(day))) {
      const judgement = judgeHours(bounds, places, isoDateOf(day), step, beyond);
      ({ beyond } = judgement);
      for (const crossing of judgement.crossings) {
        const key = `${crossing.businessDate} ${crossing.restaurantId}`;
        if (!found.has(key)) found.set(key, crossing);
      }
    }
  return [...found.values()];
}

type Part = Pick<PlaceHour, 'sales' | 'guestSales' | 'refunds'>;

function sumOf(rows: readonly PlaceHour[], hours: ReadonlySet<number>): Part {
  let sum: Part = { sales: 0, guestSales: 0, refunds: 0 };
  for (const { hour, sales, guestSales, refunds } of rows)
    if (hours.has(hour))
      sum = {
        sales: sum.sales + sales,
        guestSales: sum.guestSales + guestSales,
        refunds: sum.refunds === null || refunds === null ? null : sum.refunds + refunds,
      };
  return sum;
}

function guestShareOf({ sales, guestSales }: Part, earlier: readonly Part[], threshold: number): Judged | null {
  if (sales < LEAST_SALES) return null;
  const value = shareOf(guestSales, sales);
  const past = earlier.reduce((sum, part) => sum + part.sales, 0);
  const pastOfGuests = earlier.reduce((sum, part) => sum + part.guestSales, 0);
  return { value, usual: past < LEAST_SALES ? null : shareOf(pastOfGuests, past), isBeyond: value < threshold };
}

function refundsOf({ refunds }: Part, earlier: readonly Part[], threshold: number): Judged | null {
  const past = earlier.flatMap((part) => (part.sales > 0 && part.refunds !== null ? [part.refunds] : []));
  return refunds === null || past.length < LEAST_WEEKS ? null : refundsBeside(refunds, past, threshold);
}
