/** When a campaign runs, in local times of the network compared as numbers. Occurrences are computed only when they are needed. */
import type { CampaignRecurrence, CampaignSchedule } from '../act/campaign.types';
import { numberOf } from '../conditions/conditions.types';
import { dateOf, daysInMonth } from '../basics/dates';
import { floorDivide } from '../basics/integers';
import type { LocalDay } from '../act/types';

const MINUTES_OF_DAY = 1_440;

/** Local minutes since 1970-01-01T00:00 of the network. */
export type LocalMinute = number;

export type CompiledSchedule = {
  readonly from: LocalMinute;
  /** The first minute after the campaign. Infinity: no end. */
  readonly to: LocalMinute;
  readonly recurrence: CompiledRecurrence | null;
  readonly exceptions: ReadonlySet<LocalDay>;
};

type CompiledRecurrence = {
  readonly beginsOn: (day: LocalDay) => boolean;
  /** Minutes from midnight to the start of the occurrence on its first day. */
  readonly from: number;
  /** Minutes from midnight of the first day to the end of the occurrence. */
  readonly to: number;
  /** How many days earlier an occurrence that covers a minute may have begun. */
  readonly daysBack: number;
};

/** The name of the only occurrence of a campaign without a recurrence. */
const ONLY_OCCURRENCE: LocalDay = 0;

export function compileSchedule({ startsAt, endsAt, recurrence, exceptions }: CampaignSchedule): CompiledSchedule {
  return {
    from: localMinuteOf(startsAt),
    to: endsAt === null ? Infinity : localMinuteOf(endsAt),
    recurrence: recurrence === null ? null : compileRecurrence(recurrence),
    exceptions: new Set(exceptions.map(numberOf)),
  };
}

export function localMinute(day: LocalDay, minuteOfDay: number): LocalMinute {
  return day * MINUTES_OF_DAY + minuteOfDay;
}

export function dayOf(minute: LocalMinute): LocalDay {
  return floorDivide(minute, MINUTES_OF_DAY);
}

/** The local day on which the occurrence that covers the minute begins. Null: the campaign does not run at this minute. */
export function occurrenceAt(schedule: CompiledSchedule, day: LocalDay, minuteOfDay: number): LocalDay | null {
  const at = localMinute(day, minuteOfDay);
  if (at < schedule.from || at >= schedule.to) return null;
  const { recurrence, exceptions } = schedule;
  if (recurrence === null) return exceptions.has(day) ? null : ONLY_OCCURRENCE;
  for (let begin = day; begin >= day - recurrence.daysBack; begin -= 1) {
    if (at < begin * MINUTES_OF_DAY + recurrence.from || at >= begin * MINUTES_OF_DAY + recurrence.to) continue;
    if (recurrence.beginsOn(begin) && !exceptions.has(begin)) return begin;
  }
  return null;
}

/** The local minutes around this one, the last excluded, for all of which `occurrenceAt` gives the same answer. */
export function steadySpan(
  { from: first, to: end, recurrence, exceptions }: CompiledSchedule,
  day: LocalDay,
  minuteOfDay: number,
): { readonly from: LocalMinute; readonly until: LocalMinute } {
  const at = localMinute(day, minuteOfDay);
  if (at < first) return { from: -Infinity, until: first };
  if (at >= end) return { from: end, until: Infinity };
  if (recurrence === null && exceptions.size === 0) return { from: first, until: end };
  let from = Math.max(first, localMinute(day, 0));
  let until = Math.min(end, localMinute(day + 1, 0));
  if (recurrence === null) return { from, until };
  for (let begin = day - recurrence.daysBack; begin <= day; begin += 1)
    for (const edge of [localMinute(begin, recurrence.from), localMinute(begin, recurrence.to)])
      if (edge <= at) from = Math.max(from, edge);
      else until = Math.min(until, edge);
  return { from, until };
}

/** The first local minute after the occurrence that begins on this day; Infinity: no end. */
export function endOfOccurrence({ to, recurrence }: CompiledSchedule, day: LocalDay): LocalMinute {
  return recurrence === null ? to : Math.min(to, day * MINUTES_OF_DAY + recurrence.to);
}

export function isOver({ to }: CompiledSchedule, day: LocalDay, minuteOfDay: number): boolean {
  return localMinute(day, minuteOfDay) >= to;
}

/** An occurrence in local minutes, cut off at the campaign's start and end. */
export type Occurrence = { readonly day: LocalDay; readonly from: LocalMinute; readonly to: LocalMinute };

/** The occurrences that begin from the first to the last of these days, at most `most`. */
export function listOccurrences(
  schedule: CompiledSchedule,
  firstDay: LocalDay,
  lastDay: LocalDay,
  most: number,
): Occurrence[] {
  const { from, to, recurrence, exceptions } = schedule;
  if (recurrence === null) return [{ day: ONLY_OCCURRENCE, from, to }];
  const found: Occurrence[] = [];
  for (let day = firstDay; day <= lastDay && found.length < most; day += 1) {
    if (exceptions.has(day) || !recurrence.beginsOn(day)) continue;
    const begin = Math.max(from, day * MINUTES_OF_DAY + recurrence.from);
    const end = Math.min(to, day * MINUTES_OF_DAY + recurrence.to);
    if (begin < end) found.push({ day, from: begin, to: end });
  }
  return found;
}

function localMinuteOf(text: string): LocalMinute {
  const [day = '', time = ''] = text.split('T');
  return localMinute(numberOf(day), numberOf(time));
}

function compileRecurrence(recurrence: CampaignRecurrence): CompiledRecurrence {
  const from = numberOf(recurrence.from);
  const end = numberOf(recurrence.to) + (recurrence.days - 1) * MINUTES_OF_DAY;
  const to = end > from ? end : end + MINUTES_OF_DAY;
  return { beginsOn: beginOf(recurrence), from, to, daysBack: to > MINUTES_OF_DAY ? recurrence.days : 0 };
}

function beginOf(recurrence: CampaignRecurrence): CompiledRecurrence['beginsOn'] {
  if (recurrence.by === 'WEEK') {
    const weekdays = new Set(recurrence.weekdays);
    return (day) => weekdays.has(weekdayOf(day));
  }
  if (recurrence.by === 'MONTH_DAY') {
    return (day) => {
      const date = dateOf(day);
      return date.day === Math.min(recurrence.day, daysInMonth(date.year, date.month));
    };
  }
  const { nth, weekday } = recurrence;
  return (day) => {
    if (weekdayOf(day) !== weekday) return false;
    const { year, month, day: ofMonth } = dateOf(day);
    const first = nth === -1 ? daysInMonth(year, month) - 6 : nth * 7 - 6;
    return ofMonth >= first && ofMonth < first + 7;
  };
}

/** ISO: 1 is Monday. 1970-01-01 was a Thursday. */
function weekdayOf(day: LocalDay): number {
  return ((day + 3) % 7) + 1;
}
