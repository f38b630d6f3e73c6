const MILLION = 1_000_000;
const DAYS = 30;
const DAYS_A_WEEK = 7;
const DAY_MS = 86_400_000;

interface Trend {
  readonly direction: 'UP' | 'DOWN' | 'SAME';
  /** How much more or less, in parts per million of the earlier figure. */
  readonly ppm: number;
}

/** A figure beside an earlier one; null where there is nothing to compare it with. */
export function trendOf(now: number | null, before: number | null): Trend | null {
  if (now === null || before === null || before <= 0) return null;
  const ppm = Math.round((Math.abs(now - before) / before) * MILLION);
  return { direction: now > before ? 'UP' : now < before ? 'DOWN' : 'SAME', ppm };
}

/** A part of a whole in parts per million; null: there is no whole. */
export function shareOf(part: number, whole: number): number | null {
  return whole <= 0 ? null : Math.round((part / whole) * MILLION);
}

/** The business dates that charts of a period show: those of the period, or thirty days where it is shorter than a week. */
export function chartSpan(from: string, to: string): { readonly from: string; readonly to: string } {
  const isShort = Date.parse(to) - Date.parse(from) < (DAYS_A_WEEK - 1) * DAY_MS;
  const first = isShort
    ? new Date(Date.parse(to) - (DAYS - 1) * DAY_MS).toISOString().slice(0, 'yyyy-mm-dd'.length)
    : from;
  return { from: first, to };
}
