import { type CampaignDocument, compileSchedule, listOccurrences } from '../../decision';
import { isoDateOf, type ZoneCalendar } from '../../platform/clock/calendar';

/** An occurrence, with instants. */
export interface PlannedOccurrence {
  /** The local day that identifies it; null: the campaign has no recurrence. */
  readonly day: string | null;
  readonly startsAt: Date;
  readonly endsAt: Date | null;
}

const MINUTES_OF_DAY = 1_440;
/** The longest occurrence in days; an occurrence that began earlier can't cover a day. */
const LONGEST_DAYS = 29;
/** How far to look ahead: every recurrence returns within two months, and exceptions are days, not years. */
const AHEAD_DAYS = 800;

/** The occurrences that cover some time between `from` and `to` (instants, `to` excluded), by their beginning. */
export function occurrencesBetween(
  { schedule }: Pick<CampaignDocument, 'schedule'>,
  calendar: ZoneCalendar,
  from: number,
  to: number,
  most: number,
): PlannedOccurrence[] {
  const compiled = compileSchedule(schedule);
  const firstDay = calendar.localDay(from) - LONGEST_DAYS;
  const lastDay = calendar.localDay(to - 1);
  return listOccurrences(compiled, firstDay, lastDay, most + LONGEST_DAYS)
    .map((occurrence) => ({
      day: schedule.recurrence === null ? null : isoDateOf(occurrence.day),
      startsAt: instantOf(calendar, occurrence.from),
      endsAt: occurrence.to === Infinity ? null : instantOf(calendar, occurrence.to),
    }))
    .filter(({ startsAt, endsAt }) => startsAt.getTime() < to && (endsAt === null || endsAt.getTime() > from))
    .slice(0, most);
}

/** The current occurrence and the next ones, at most `count`. */
export function nextOccurrences(
  document: Pick<CampaignDocument, 'schedule'>,
  calendar: ZoneCalendar,
  now: number,
  count: number,
): PlannedOccurrence[] {
  const start = Math.max(now, calendar.instantOf(document.schedule.startsAt));
  return occurrencesBetween(
    document,
    calendar,
    start,
    calendar.startOfDay(calendar.localDay(start) + AHEAD_DAYS),
    count,
  );
}

/** Now as a local time of the network, `YYYY-MM-DDTHH:MM`. */
export function localTimeOf(calendar: ZoneCalendar, at: number): string {
  const minute = calendar.minuteOfDay(at);
  const two = (value: number) => String(value).padStart(2, '0');
  return `${isoDateOf(calendar.localDay(at))}T${two(Math.floor(minute / 60))}:${two(minute % 60)}`;
}

function instantOf(calendar: ZoneCalendar, localMinute: number): Date {
  const minute = localMinute % MINUTES_OF_DAY;
  const two = (value: number) => String(value).padStart(2, '0');
  const day = isoDateOf(Math.floor(localMinute / MINUTES_OF_DAY));
  return new Date(calendar.instantOf(`${day}T${two(Math.floor(minute / 60))}:${two(minute % 60)}`));
}
