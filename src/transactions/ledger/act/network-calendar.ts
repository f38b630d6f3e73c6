import type { ConfigurationSnapshot } from '../../../configuration';
import { calendarOf, type ZoneCalendar } from '../../../platform/clock/calendar';

export function calendarOfNetwork(snapshot: ConfigurationSnapshot): ZoneCalendar {
  return calendarOf(snapshot.profile.timeZone, snapshot.profile.settings.dayStart);
}
