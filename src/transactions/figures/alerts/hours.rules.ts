import { calendarOf, dayOfIsoDate, isoDateOf } from '../../../platform/clock/calendar';
import type { AlertedFigure } from '../catalogue/alerted';
import { type Figure, type Sums, valueOf } from '../catalogue/figure';
import {
  type Bounds,
  type Crossing,
  judgedFigureOf,
  type Judgement,
  judgementOf,
  type PlaceDay,
  sumTogether,
  TOGETHER,
} from './alert.rules';
import { besideUsual, besideWeekdays, datesBeside, type JudgedFigure, shareIn, usualOf } from './usual.rules';

/** Sums of a restaurant in a local hour. A sum is null if it was not counted by hour at that time. */
export type PlaceHour = PlaceDay & { readonly hour: number };

/** The hours of a business date that are over at an instant. */
export interface PastHours {
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
): PastHours[] {
  const calendar = calendarOf(timeZone, dayStart);
  const sorted = [...ends].sort((a, b) => a.end - b.end);
  return sorted.map(({ end }, place) => {
    const minutes = calendar.minuteOfDay(end);
    const [hour, minute] = [Math.floor(minutes / 60), minutes % 60].map((part) => String(part).padStart(2, '0'));
    const hours = new Set(sorted.slice(0, place + 1).map((one) => one.hour));
    return { end, until: `${hour ?? ''}:${minute ?? ''}`, hours };
  });
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
  { hours, until }: PastHours,
  before: readonly string[],
): Judgement {
  const of = judgedFigureOf(figure);
  const judged = new Map<string, JudgedFigure | null>();
  const [today = date, ...earlier] = datesBeside(date);
  for (const [place, dates] of places) {
    const partOf = (day: string): Sums => sumTogether((dates.get(day) ?? []).filter(({ hour }) => hours.has(hour)));
    const usual = earlier.map(partOf);
    judged.set(place, judgedBeside(of, partOf(today), usual, threshold));
  }
  return judgementOf(judged, { businessDate: date, until }, before);
}

/** The crossings that an alert would have had on past dates, at most one of a restaurant on a date. */
export function crossingsByHour(
  bounds: Bounds,
  places: PlaceHours,
  { from, to }: { readonly from: string; readonly to: string },
  stepsOn: (date: string) => readonly PastHours[],
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

function judgedBeside(of: AlertedFigure, part: Sums, earlier: readonly Sums[], threshold: number): JudgedFigure | null {
  const { rule } = of.alert;
  if (rule === 'BELOW') return shareBeside(of, part, earlier, threshold);
  return (rule === 'ABOVE_USUAL' ? numberBeside : besideWeekdays)(of, part, earlier, threshold);
}

function shareBeside(of: Figure, part: Sums, earlier: readonly Sums[], threshold: number): JudgedFigure | null {
  const value = shareIn(of, part);
  return value === null ? null : { value, usual: shareIn(of, sumTogether(earlier)), isBeyond: value < threshold };
}

function numberBeside(of: Figure, part: Sums, earlier: readonly Sums[], threshold: number): JudgedFigure | null {
  const value = isEmpty(part) ? 0 : valueOf(of, part);
  const past = usualOf(of, earlier);
  return value === null || past === null ? null : besideUsual(value, past.values, threshold);
}

const isEmpty = (sums: Sums): boolean => Object.keys(sums).length === 0;
