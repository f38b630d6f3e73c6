import { daysBetween, type LocalDate } from './periods.rules';

/** Days from the issue of an invoice to the day by which it is to be paid. */
export const PAYMENT_DAYS = 10;

/** Days after the due day from which an unpaid subscription is in its grace period. */
const GRACE_AFTER_DAYS = 14;
/** Days after the due day on which an unpaid subscription ends. */
export const ENDS_AFTER_DAYS = 30;

type DunningStep = 'FIRST' | 'SECOND' | 'GRACE' | 'LAST';

/** Letters about an unpaid invoice, by days after its due day. */
const DUNNING_CALENDAR: readonly { readonly step: DunningStep; readonly afterDays: number }[] = [
  { step: 'FIRST', afterDays: 1 },
  { step: 'SECOND', afterDays: 7 },
  { step: 'GRACE', afterDays: GRACE_AFTER_DAYS },
  { step: 'LAST', afterDays: 25 },
];

/** The consequence of the oldest unpaid invoice; null: none is overdue. */
export function lateness(dueOn: LocalDate | null, today: LocalDate): 'PAST_DUE' | 'GRACE' | 'END' | null {
  if (dueOn === null) return null;
  const days = daysBetween(dueOn, today);
  if (days >= ENDS_AFTER_DAYS) return 'END';
  if (days >= GRACE_AFTER_DAYS) return 'GRACE';
  return days > 0 ? 'PAST_DUE' : null;
}

/** The last letter whose day has come; null: none. Letters that a stopped server missed are not sent after it. */
export function letterDue(dueOn: LocalDate, today: LocalDate): DunningStep | null {
  const days = daysBetween(dueOn, today);
  return DUNNING_CALENDAR.findLast(({ afterDays }) => days >= afterDays)?.step ?? null;
}
