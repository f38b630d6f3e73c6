/** The guest after an act: balance from the books, figures, tier, and what comes due next. */
import type { Books } from './books';
import type { CompiledProgram } from './compile';
import { addToDays, sumFrom, windowStart, type Figures } from './days';
import { minorUnits, points } from './numbers';
import {
  figuresOn,
  lookAfterRefund,
  lookUpwards,
  nextReview,
  progressOf,
  rankOf,
  tierAt,
  type Standing,
} from './tiers';
import { NO_ARGUMENTS, traced } from './trace';
import type { Calendar, Counters, GuestState, Instant, LocalDay, TierProgress, TraceEntry } from './types';

export type AfterAct = {
  readonly guest: GuestState;
  readonly tierBefore: string;
  readonly tier: string;
  readonly progress: TierProgress;
  /** What happened to the tier, if anything. */
  readonly trace: readonly TraceEntry[];
};

/** What an act adds to the figures of a local day; a refund adds figures below zero. */
export type Added = Figures & { readonly day: LocalDay; readonly sales: number };

export type CounterChanges = Partial<Pick<Counters, 'firstSale' | 'capDay' | 'capEarned' | 'holds'>>;

/** `added` null: the act counts for nothing and the tier is left alone. */
export function afterAct(
  program: CompiledProgram,
  guest: GuestState,
  books: Books,
  now: Instant,
  calendar: Calendar,
  added: Added | null,
  counters: CounterChanges | null,
  isRefund = false,
): AfterAct {
  const today = calendar.localDay(now);
  const rankBefore = rankOf(program, guest.tier);
  if (added === null) {
    const figures = figuresOn(program, guest.lifetime, guest.days, today);
    const standing = { rank: rankBefore, graceUntil: guest.graceUntil };
    return {
      guest: withBooks(program, guest, books, standing, guest.counters.tierDueAt, counters),
      tierBefore: tierAt(program, rankBefore).code,
      tier: tierAt(program, rankBefore).code,
      progress: progressOf(program, rankBefore, figures),
      trace: [],
    };
  }
  const lifetime = {
    spend: minorUnits(guest.lifetime.spend + added.spend),
    visits: guest.lifetime.visits + added.visits,
    points: points(guest.lifetime.points + added.points),
    sales: guest.lifetime.sales + added.sales,
  };
  const { tierWindow } = program.document;
  const first = tierWindow.kind === 'LIFETIME' ? null : windowStart(today, tierWindow.months);
  // With a lifetime window days are not kept.
  const days = first === null ? guest.days : addToDays(guest.days, first, added.day, added);
  const figures = first === null ? lifetime : sumFrom(days, first);
  const standing = isRefund ? lookAfterRefund(program, guest, figures, today) : lookUpwards(program, guest, figures);
  const tierDueAt = nextReview(program, standing.rank, standing.graceUntil, days, today, calendar);
  return {
    guest: withBooks(program, guest, books, standing, tierDueAt, counters, lifetime, days),
    tierBefore: tierAt(program, rankBefore).code,
    tier: tierAt(program, standing.rank).code,
    progress: progressOf(program, standing.rank, figures),
    trace: standingTrace(program, guest, standing),
  };
}

export function withBooks(
  program: CompiledProgram,
  guest: GuestState,
  books: Books,
  standing: Standing,
  tierDueAt: Instant,
  changes: CounterChanges | null,
  lifetime: GuestState['lifetime'] = guest.lifetime,
  days: readonly number[] = guest.days,
): GuestState {
  const counters: Counters = {
    firstSale: changes?.firstSale === undefined ? guest.counters.firstSale : changes.firstSale,
    capDay: changes?.capDay ?? guest.counters.capDay,
    capEarned: changes?.capEarned ?? guest.counters.capEarned,
    holds: changes?.holds ?? guest.counters.holds,
    lotsDueAt: books.nextLotInstant(),
    terms: books.terms(),
    inactivity: books.inactivity(),
    tierDueAt,
  };
  const balance = books.balance();
  return {
    version: guest.version + 1,
    tier: tierAt(program, standing.rank).code,
    graceUntil: standing.graceUntil,
    blocked: guest.blocked,
    birthday: guest.birthday,
    balance,
    overdraft: balance.available < 0,
    lifetime,
    days,
    counters,
    lots: books.openLots(),
    dueAt: dueAtOf(counters),
  };
}

/** The next instant at which something happens to the guest of itself. */
export function dueAtOf(counters: Counters): Instant {
  let dueAt = Math.min(counters.lotsDueAt, counters.tierDueAt);
  if (counters.inactivity?.isFree === true) dueAt = Math.min(dueAt, counters.inactivity.endsAt);
  for (const hold of counters.holds) dueAt = Math.min(dueAt, hold.expiresAt);
  return dueAt;
}

export function standingTrace(program: CompiledProgram, guest: GuestState, standing: Standing): TraceEntry[] {
  const before = tierAt(program, rankOf(program, guest.tier));
  const { code } = tierAt(program, standing.rank);
  if (standing.rank > before.rank) return [traced('TIER', `tier.${code}.reached`, 0, { from: before.code })];
  if (standing.rank < before.rank)
    return [traced('TIER', `tier.${code}.fell`, 0, { from: before.code, keptUntilDay: standing.graceUntil })];
  if (standing.graceUntil === guest.graceUntil) return [];
  return standing.graceUntil === null
    ? [traced('TIER', `tier.${code}.regained`, 0, NO_ARGUMENTS)]
    : [traced('TIER', `tier.${code}.kept`, 0, { keptUntilDay: standing.graceUntil })];
}
