import type { CampaignDocument } from '../../../decision';

/** Local days that an estimate looks at where the campaign has no end. */
export const USUAL_DAYS = 28;
/** More would be no season of the campaign any more. */
export const MOST_DAYS = 91;
const DAYS_OF_WEEK = 7;
const DAY_MS = 86_400_000;

/** Local days of the past; `end` is the first that is not looked at. */
export interface EstimateWindow {
  readonly start: number;
  readonly end: number;
}

/**
 * The newest days of the past that fall on the weekdays of the campaign and are over: as many as the campaign has, at
 * most `MOST_DAYS`; 28 where it has no end.
 *
 * @param today the local day, which is not over
 */
export function windowOf({ startsAt, endsAt }: CampaignDocument['schedule'], today: number): EstimateWindow {
  const start = dayOf(startsAt);
  const days = endsAt === null ? USUAL_DAYS : Math.min(MOST_DAYS, lastDayOf(endsAt) + 1 - start);
  const weeks = Math.ceil((start + days - today) / DAYS_OF_WEEK);
  const shifted = start - weeks * DAYS_OF_WEEK;
  return { start: shifted, end: shifted + days };
}

/** The campaign as if it had run in the window: its schedule moved there, open to all whom it is for. */
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

/** An end at midnight leaves its own day out. */
function lastDayOf(endsAt: string): number {
  return endsAt.endsWith('T00:00') ? dayOf(endsAt) - 1 : dayOf(endsAt);
}

function dayOf(time: string): number {
  return Date.parse(`${time.slice(0, 'yyyy-mm-dd'.length)}T00:00Z`) / DAY_MS;
}

function dateOf(day: number): string {
  return new Date(day * DAY_MS).toISOString().slice(0, 'yyyy-mm-dd'.length);
}
