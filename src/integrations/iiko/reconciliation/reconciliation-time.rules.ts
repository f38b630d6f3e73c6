import { calendarOf } from '../../../platform/clock/calendar';

/** The hour at which restaurants are closed and the next day has not begun. */
const NIGHT_START_MS = 4 * 3_600_000;
/** Connections are spread over an hour, so that not all call at once. */
const NIGHT_MS = 3_600_000;

/** The next time at night, in the zone of the network, at which a connection is compared; always the same for one id. */
export function nextNightOf(now: number, timeZone: string, connectionId: string): Date {
  const calendar = calendarOf(timeZone, '00:00');
  const spread = Number.parseInt(connectionId.slice(-6), 16) % NIGHT_MS;
  const today = calendar.localDay(now);
  const ofDay = (day: number): number => calendar.startOfDay(day) + NIGHT_START_MS + spread;
  return new Date(ofDay(today) > now ? ofDay(today) : ofDay(today + 1));
}
