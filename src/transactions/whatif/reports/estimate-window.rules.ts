import type { CampaignDocument } from '../../../decision';

/** How many local days an estimate covers for a campaign without an end. */
export const USUAL_DAYS = 28;
/** An estimate covers no more days than this, since older ones belong to another season. */
export const MOST_DAYS = 91;
const DAYS_OF_WEEK = 7;
const DAY_MS = 86_400_000;

/** Local days of the past. `end` is the first day after the window. */
export interface EstimateWindow {
  readonly start: number;
  readonly end: number;
}

/**
 * The newest past days on the campaign's weekdays: as many as the campaign has, at most `MOST_DAYS`; 28 for a campaign
 * without an end.
 *
 * @param today the present local day, which is not over
 */
export function windowOf({ startsAt, endsAt }: CampaignDocument['schedule'], today: number): EstimateWindow {
  const start = dayOf(startsAt);
  const days = endsAt === null ? USUAL_DAYS : Math.min(MOST_DAYS, lastDayOf(endsAt) + 1 - start);
  const weeks = Math.ceil((start + days - today) / DAYS_OF_WEEK);
  const shifted = start - weeks * DAYS_OF_WEEK;
  return { start: shifted, end: shifted + days };
}

/** The campaign as if it had run in the window: with its schedule moved there, and without the need to join. */
export function movedInto(document: CampaignDocument, { start, end }: EstimateWindow): CampaignDocument {
  const { schedule } = document;
  const back = dayOf(schedule.startsAt) - start;
  const cut = `${dateOf(end)}T00:00`;
  const moved = schedule.endsAt === null ? cut : movedTime(schedule.endsAt, back);
  return {
    ...document,
    join: 'ALL',
    schedule: {
      ...schedule,
      startsAt: movedTime(schedule.startsAt, back),
      endsAt: moved < cut ? moved : cut,
      exceptions: schedule.exceptions.map((day) => dateOf(dayOf(day) - back)),
    },
  };
}

function movedTime(time: string, back: number): string {
  return `${dateOf(dayOf(time) - back)}${time.slice('yyyy-mm-dd'.length)}`;
}

/** An end at midnight excludes that day. */
function lastDayOf(endsAt: string): number {
  return endsAt.endsWith('T00:00') ? dayOf(endsAt) - 1 : dayOf(endsAt);
}

function dayOf(time: string): number {
  return Date.parse(`${time.slice(0, 'yyyy-mm-dd'.length)}T00:00Z`) / DAY_MS;
}

function dateOf(day: number): string {
  return new Date(day * DAY_MS).toISOString().slice(0, 'yyyy-mm-dd'.length);
}
