/** When points end: the programme's rule for new lots, and the part of a guest's state that says when existing lots end. */
import { addMonths, dateOf, daysInMonth, localDayOf } from '../basics/dates';
import type { Expiry, ProgramDocument } from '../act/program.types';
import { NEVER, WITH_INACTIVITY } from '../basics/instants';
import type { Calendar, Counters, Inactivity, Instant, LocalDay, Lot, LotTerm } from '../act/types';

/** How many days one extension adds to a lot without a delivered warning, and how often a lot is extended (product.md, P4a). */
export const EXTENSION_DAYS = 30;
export const MAX_EXTENSIONS = 3;

type InactivityRule = Pick<Inactivity, 'unit' | 'count'>;

/** The end that a lot earned at `occurredAt` keeps for ever: 00:00 of the day after its last day. */
export function expiryOf({ expiry }: ProgramDocument, occurredAt: Instant, calendar: Calendar): Instant {
  switch (expiry.kind) {
    case 'NEVER':
      return NEVER;
    case 'INACTIVITY':
      return WITH_INACTIVITY;
    case 'DAYS':
    case 'MONTHS':
      return endAfter({ unit: expiry.kind, count: expiry.count }, calendar.localDay(occurredAt), calendar);
    case 'YEARLY':
      return calendar.startOfDay(lastDayOfYear(expiry, calendar.localDay(occurredAt)) + 1);
  }
}

/** The first such day of a year on which points earned on `day` are old enough. 29 February counts as the 28th. */
function lastDayOfYear(expiry: Extract<Expiry, { kind: 'YEARLY' }>, day: LocalDay): LocalDay {
  const oldEnough = addMonths(day, expiry.afterMonths);
  const { year } = dateOf(oldEnough);
  const inYear = (of: number) =>
    localDayOf({ year: of, month: expiry.month, day: Math.min(expiry.day, daysInMonth(of, expiry.month)) });
  const first = inYear(year);
  return first >= oldEnough ? first : inYear(year + 1);
}

/** The end of points after a number of days or months from `day`: 00:00 of the day after the last day. */
export function endAfter({ unit, count }: InactivityRule, day: LocalDay, calendar: Calendar): Instant {
  return calendar.startOfDay((unit === 'DAYS' ? day + count : addMonths(day, count)) + 1);
}

/** A purchase, redemption or gift of points. `opens`: the act gives points. */
type SignOfLife = { readonly day: LocalDay; readonly opens: boolean; readonly hasHolds: boolean };

/**
 * The common end of all points that end with the guest's inactivity, after a sign of life. This end only moves
 * later, and each new end needs a new warning. The rule by which the points were earned holds until the last of them is gone, unless the programme's
 * new rule lasts longer.
 */
export function afterSignOfLife(
  known: Inactivity | null,
  { expiry }: ProgramDocument,
  { day, opens, hasHolds }: SignOfLife,
  recordedAt: Instant,
  calendar: Calendar,
): Inactivity | null {
  const current: InactivityRule | null =
    expiry.kind === 'INACTIVITY' ? { unit: expiry.unit, count: expiry.count } : null;
  if (known === null && (current === null || !opens)) return null;
  const kept = known !== null && (current === null || known.isFree || hasHolds) ? known : null;
  const end = (rule: InactivityRule | null) => (rule === null ? -Infinity : endAfter(rule, day, calendar));
  const rule = end(kept) >= end(current) ? kept : current;
  if (rule === null) return known;
  const { unit, count } = rule;
  const endsAt = end(rule);
  // The act came late, and a newer act has set this end already.
  if (known !== null && known.endsAt >= endsAt) return { ...known, unit, count };
  const isFree = known?.isFree ?? false;
  return { unit, count, endsAt, isFree, isWarned: isElsewhere(endsAt, recordedAt), extensions: 0 };
}

/** Whether the points ended before they were recorded here, so that warning of their end was another system's task. */
export function isElsewhere(endsAt: Instant, recordedAt: Instant): boolean {
  return endsAt <= recordedAt;
}

type LotKey = Pick<Lot, 'lotId' | 'expiresAt'>;
type GuestTerms = Pick<Counters, 'terms' | 'inactivity'>;

/** The instant at which a lot ends as of now: its own end, an extended one, or the end with the guest's inactivity. */
export function endOf(lot: LotKey, { terms, inactivity }: GuestTerms): Instant {
  if (lot.expiresAt === WITH_INACTIVITY) return inactivity?.endsAt ?? NEVER;
  return terms.length === 0 ? lot.expiresAt : (findTerm(lot, terms)?.endsAt ?? lot.expiresAt);
}

/** The lot's warning and extensions so far. */
export function termOf(lot: LotKey, { terms, inactivity }: GuestTerms): Omit<LotTerm, keyof LotKey> {
  if (lot.expiresAt === WITH_INACTIVITY && inactivity !== null) return inactivity;
  return findTerm(lot, terms) ?? { endsAt: lot.expiresAt, isWarned: false, extensions: 0 };
}

/** The state with a changed term of this lot. Lots that end with the guest's inactivity all share one term. */
export function withTerm(state: GuestTerms, lot: LotKey, term: Omit<LotTerm, keyof LotKey>): GuestTerms {
  const { endsAt, isWarned, extensions } = term;
  if (lot.expiresAt === WITH_INACTIVITY && state.inactivity !== null) {
    return { ...state, inactivity: { ...state.inactivity, endsAt, isWarned, extensions } };
  }
  const { lotId, expiresAt } = lot;
  return { ...state, terms: [...without(lot, state.terms), { lotId, expiresAt, endsAt, isWarned, extensions }] };
}

export function without(lot: LotKey, terms: readonly LotTerm[]): readonly LotTerm[] {
  return terms.filter((term) => !isOf(term, lot));
}

/** The term of a lot after one extension, by whole local days. */
export function extended(term: Omit<LotTerm, keyof LotKey>, calendar: Calendar): Omit<LotTerm, keyof LotKey> {
  return {
    endsAt: calendar.startOfDay(calendar.localDay(term.endsAt) + EXTENSION_DAYS),
    isWarned: false,
    extensions: term.extensions + 1,
  };
}

function findTerm(lot: LotKey, terms: readonly LotTerm[]): LotTerm | undefined {
  return terms.find((term) => isOf(term, lot));
}

function isOf(term: LotTerm, lot: LotKey): boolean {
  return term.lotId === lot.lotId && term.expiresAt === lot.expiresAt;
}
