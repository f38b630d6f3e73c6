import { minutesOf, isoDateOf, type ZoneCalendar } from '../../platform/clock/calendar';

/** Local times `HH:MM` between which nothing is sent; two equal times mean no quiet hours. */
export interface QuietHours {
  readonly quietFrom: string;
  readonly quietTo: string;
}

/** @param minuteOfDay of the network's local time, 0 to 1,439 */
function isQuiet({ quietFrom, quietTo }: QuietHours, minuteOfDay: number): boolean {
  const [from, to] = [minutesOf(quietFrom), minutesOf(quietTo)];
  return from <= to ? minuteOfDay >= from && minuteOfDay < to : minuteOfDay >= from || minuteOfDay < to;
}

/** When the quiet hours that contain `at` (milliseconds) end; null: `at` is in none. */
export function quietUntil(hours: QuietHours, calendar: ZoneCalendar, at: number): Date | null {
  const minute = calendar.minuteOfDay(at);
  if (!isQuiet(hours, minute)) return null;
  const day = calendar.localDay(at) + (minute < minutesOf(hours.quietTo) ? 0 : 1);
  return new Date(calendar.instantOf(`${isoDateOf(day)}T${hours.quietTo}`));
}
