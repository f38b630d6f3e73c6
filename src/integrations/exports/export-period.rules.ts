import type { NetworkProfile } from '../../configuration';
import { calendarOf, dayOfIsoDate, isoDateOf } from '../../platform/clock/calendar';
import type { ExportQuery } from './export.dto';

/** The moment at which the first of these business dates begins, and that at which the last one is over. */
export function momentsOf(
  { timeZone, settings: { dayStart } }: NetworkProfile,
  { from, to }: Pick<ExportQuery, 'from' | 'to'>,
): { readonly from: Date; readonly to: Date } {
  const calendar = calendarOf(timeZone, dayStart);
  const startOf = (day: number): Date => new Date(calendar.instantOf(`${isoDateOf(day)}T${dayStart}`));
  return { from: startOf(dayOfIsoDate(from)), to: startOf(dayOfIsoDate(to) + 1) };
}
