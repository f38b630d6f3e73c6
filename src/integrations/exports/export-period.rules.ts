import type { NetworkProfile } from '../../configuration';
import { calendarOf, dayOfIsoDate, isoDateOf } from '../../platform/clock/calendar';
import type { ExportQuery } from './export.dto';

/** The moments at which the first business date begins and the last one ends. */
export function momentsOf(
  { timeZone, settings: { dayStart } }: NetworkProfile,
  { from, to }: Pick<ExportQuery, 'from' | 'to'>,
): { readonly from: Date; readonly to: Date } {
  const calendar = calendarOf(timeZone, dayStart);
  const startOf = (day: number): Date => new Date(calendar.instantOf(`${isoDateOf(day)}T${dayStart}`));
  return { from: startOf(dayOfIsoDate(from)), to: startOf(dayOfIsoDate(to) + 1) };
}
