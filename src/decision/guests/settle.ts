import { dueFrom, tierTrace, withBooks } from '../program/after';
import { Books } from '../lots/books';
import { EXTENSION_DAYS, extended, termOf } from '../lots/expiry';
import type { CompiledProgram } from '../program/compile';
import { decided, NO_AMOUNTS, uncounted } from '../sale/decide-points';
import { releaseHold } from '../sale/decide-hold';
import { freePoints } from '../lots/lots';
import { invariant, points } from '../basics/numbers';
import { StampBooks, stampsDueAt } from '../stamps/stamp-cards';
import { review } from '../tiers/tier-review';
import { tallyOn } from '../tiers/tier-windows';
import { heldRank, progressOf, qualifyingOf, rankOf, tierPositionOf, tierAt } from '../tiers/tiers';
import { traced } from '../act/trace';
import {
  NEVER,
  WITH_INACTIVITY,
  type Calendar,
  type Decision,
  type ExpiryDetails,
  type GuestState,
  type Instant,
  type Lot,
  type LotPart,
  type Settlement,
  type TraceEntry,
} from '../act/types';
import type { Context } from '../act/context.types';

/**
 * A bound on settlements in a row that do not move time forward. A hold that ends may leave many lots that are long due, each at an instant of its
 * own; no guest has this many. More settlements mean that one leaves its own work due.
 */
const MOST_AT_ONCE = 10_000;

/**
 * Settles everything due by `now` for this guest, in the order of the due instants, so a week late gives the same result as on time. The state after
 * the last settlement is its `after`. `program` is in force for the whole time. Throws where lots are due and were not read (`guest.lots` null).
 */
export function settle(
  program: CompiledProgram,
  guest: GuestState,
  context: Pick<Context, 'now' | 'calendar'>,
): Settlement[] {
  const settlements: Settlement[] = [];
  let state = guest;
  let latest = guest.dueAt;
  let atOnce = 0;
  while (state.dueAt <= context.now) {
    const settlement = settleNext(program, state, context.calendar);
    settlements.push(settlement);
    state = settlement.decision.after;
    atOnce = state.dueAt > latest ? 0 : atOnce + 1;
    latest = Math.max(latest, state.dueAt);
    invariant(atOnce < MOST_AT_ONCE, 'what was settled is not due again');
  }
  return settlements;
}

/**
 * Settles everything due by `now`, each settlement by the programme in force at its instant. A late call gives the same result as calls on time, even
 * if another version came into force meanwhile.
 */
export function settleInForce<InForce extends { readonly program: CompiledProgram }>(
  inForceAt: (at: Instant) => InForce,
  guest: GuestState,
  { now, calendar }: Pick<Context, 'now' | 'calendar'>,
): { readonly settlement: Settlement; readonly by: InForce }[] {
  const settled: { settlement: Settlement; by: InForce }[] = [];
  let state = guest;
  while (state.dueAt <= now) {
    const by = inForceAt(state.dueAt);
    for (const settlement of settle(by.program, state, { now: state.dueAt, calendar })) {
      settled.push({ settlement, by });
      state = settlement.decision.after;
    }
  }
  return settled;
}

/** Settles one instant: first holds that end, then lots that expire, lots that become active, stamp cards that end, and the tier. */
function settleNext(program: CompiledProgram, guest: GuestState, calendar: Calendar): Settlement {
  const at = guest.dueAt;
  const context = { now: at, calendar, inForce: null };
  const hold = guest.counters.holds.find((open) => open.expiresAt <= at);
  if (hold !== undefined) {
    return {
      type: 'RELEASE',
      at,
      relatedId: hold.id,
      reasonCode: null,
      decision: releaseHold(program, guest, hold, 'hold.timedOut', context),
    };
  }
  if (guest.counters.lotsDueAt <= at || inactivityDueAt(guest) <= at || isPaymentLate(guest, at))
    return settleLots(program, guest, context);
  if (stampsDueAt(guest.counters.stamps) <= at) return settleStamps(program, guest, context);
  return { type: 'TIER', at, relatedId: null, reasonCode: null, decision: reviewTier(program, guest, at, calendar) };
}

function inactivityDueAt({ counters: { inactivity } }: GuestState): Instant {
  return inactivity?.isFree === true ? inactivity.endsAt : NEVER;
}

function isPaymentLate({ counters: { unpaid } }: GuestState, at: Instant): boolean {
  return unpaid.some(({ voidAt }) => voidAt <= at);
}

/**
 * Points whose payment was not confirmed by `at` are void. Otherwise lots that end at `at` are settled, one group at a time: first unwarned lots that
 * can be extended, then lots that expire, then unwarned lots without an extension left, which are listed. If no lot ends, pending points become
 * active.
 */
function settleLots(
  program: CompiledProgram,
  guest: GuestState,
  context: { now: Instant; calendar: Calendar; inForce: null },
): Settlement {
  const at = context.now;
  invariant(guest.lots !== null, 'the lots are read before what is due is settled');
  const books = new Books(guest);
  const settled = (
    type: Settlement['type'],
    trace: readonly TraceEntry[],
    taken = 0,
    reasonCode?: Settlement['reasonCode'],
    limited: readonly LotPart[] = [],
  ) => {
    const plain = decided(books, uncounted(program, guest, books, context), trace);
    const details: ExpiryDetails = { kind: 'EXPIRY', limited };
    const decision = limited.length === 0 ? plain : { ...plain, details };
    const amounts = { ...NO_AMOUNTS, pointsEarned: points(taken) };
    return { type, at, relatedId: null, reasonCode: reasonCode ?? null, decision: { ...decision, amounts } };
  };

  if (isPaymentLate(guest, at)) {
    const taken = books.voidUnpaid(at);
    return settled('EXPIRY', [traced('EXPIRE', 'lot.unpaid', taken)], taken, 'UNPAID');
  }
  const ending = books.ending(at);
  if (ending.length === 0) return settled('ACTIVATION', [traced('ACTIVATE', 'lot.activated', books.activate(at))]);
  const livesOn = ending.filter((lot) => books.isToBeExtended(lot, program.document));
  if (livesOn.length > 0) return settled('EXTENSION', extendLots(books, guest, livesOn, context.calendar));
  const warned = ending.filter((lot) => program.document.warning === null || books.isWarned(lot));
  const limited = books.limitedOf(warned.length > 0 ? warned : ending);
  if (warned.length > 0) {
    const taken = books.expire(warned);
    return settled('EXPIRY', [traced('EXPIRE', 'lot.expired', taken)], taken, null, limited);
  }
  const taken = books.expire(ending);
  return settled('EXPIRY', [traced('EXPIRE', 'lot.expiredUnwarned', taken)], taken, 'UNWARNED', limited);
}

function settleStamps(
  program: CompiledProgram,
  guest: GuestState,
  context: { now: Instant; calendar: Calendar; inForce: null },
): Settlement {
  const at = context.now;
  const books = new Books(guest);
  const stamps = new StampBooks(guest.counters.stamps);
  const trace = stamps.end(at).map(({ card, stamps: ended }) => traced('STAMP', 'stamps.expired', ended, { card }));
  books.transfers.push(...stamps.transfers);
  const after = uncounted(program, guest, books, context, { stamps: stamps.list() });
  return { type: 'EXPIRY', at, relatedId: null, reasonCode: null, decision: decided(books, after, trace) };
}

/** One trace entry for each new end. Lots that end with the guest's inactivity share one entry. */
function extendLots(books: Books, guest: GuestState, lots: readonly Lot[], calendar: Calendar): TraceEntry[] {
  const pointsOf = new Map<string, { points: number; extension: number; untilDay: number }>();
  for (const lot of lots) {
    const term = extended(termOf(lot, guest.counters), calendar);
    books.setTerm(lot, term);
    const name = `${lot.expiresAt === WITH_INACTIVITY ? 'inactivity' : ''} ${String(term.extensions)}`;
    const untilDay = calendar.localDay(term.endsAt) - 1;
    const known = pointsOf.get(name);
    if (known === undefined) pointsOf.set(name, { points: freePoints(lot), extension: term.extensions, untilDay });
    else known.points += freePoints(lot);
  }
  return [...pointsOf.values()].map(({ points: moved, extension, untilDay }) =>
    traced('EXTEND', 'lot.extended', moved, { days: EXTENSION_DAYS, extension, untilDay }),
  );
}

function reviewTier(program: CompiledProgram, guest: GuestState, at: Instant, calendar: Calendar): Decision {
  const today = calendar.localDay(at);
  const dueDay = guest.counters.tierDueDay ?? today;
  // After the zone was changed to one further west, the due day has not begun yet.
  const isEarly = today < dueDay;
  const position = isEarly ? tierPositionOf(program, guest) : review(program, guest, dueDay);
  const tally = tallyOn(program, qualifyingOf(guest), dueDay);
  const due = isEarly ? { at: calendar.startOfDay(dueDay), day: dueDay } : dueFrom(program, position, tally, calendar);
  const books = new Books(guest);
  const rank = heldRank(program, position);
  return decided(
    books,
    {
      guest: withBooks(program, guest, books, { position, due }, null),
      tierBefore: tierAt(program, rankOf(program, guest.tier)).code,
      tier: tierAt(program, rank).code,
      progress: progressOf(program, rank, tally.counts),
      trace: tierTrace(program, guest, position),
    },
    [],
  );
}
