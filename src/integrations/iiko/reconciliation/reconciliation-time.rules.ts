import { calendarOf } from '../../../platform/clock/calendar';

/** At this hour restaurants are closed and the next day has not begun. */
const NIGHT_START_MS = 4 * 3_600_000;
/** The checks of all connections are spread over an hour. */
const NIGHT_MS = 3_600_000;

/** When a connection is next checked at night, in the network's time zone; an id always gets the same time of night. */
export function nextNightOf(now: number, timeZone: string, connectionId: string): Date {
  const calendar = calendarOf(timeZone, '00:00');
  const spread = Number.parseInt(connectionId.slice(-6), 16) % NIGHT_MS;
  const today = calendar.localDay(now);
  const ofDay = (day: number): number => calendar.startOfDay(day) + NIGHT_START_MS + spread;
  return new Date(ofDay(today) > now ? ofDay(today) : ofDay(today + 1));
}
