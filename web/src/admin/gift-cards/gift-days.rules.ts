import type { GiftDays } from '../../entities/gift-card/gift-card.api';

const DAY = /^\d{4}-\d{2}-\d{2}$/;
const DAY_MS = 86_400_000;
const MOST_DAYS = 366;
const USUAL_DAYS = 30;

/** The days that an address names; the last thirty where it names none. */
export function daysOf(from: string | null, to: string | null, today: string): GiftDays {
  const last = isDay(to) ? to : today;
  return { from: isDay(from) ? from : dayBefore(last, USUAL_DAYS - 1), to: last };
}

/** Whether a report can have this period. */
export function isFitPeriod({ from, to }: GiftDays): boolean {
  return from <= to && (Date.parse(to) - Date.parse(from)) / DAY_MS < MOST_DAYS;
}

function isDay(text: string | null): text is string {
  return text !== null && DAY.test(text) && !Number.isNaN(Date.parse(text));
}

function dayBefore(day: string, days: number): string {
  return new Date(Date.parse(day) - days * DAY_MS).toISOString().slice(0, day.length);
}
