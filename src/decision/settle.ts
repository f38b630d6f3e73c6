import { standingTrace, withBooks } from './after';
import { Books } from './books';
import type { CompiledProgram } from './compile';
import { decided, NO_AMOUNTS, uncounted } from './decide-points';
import { releaseHold } from './decide-hold';
import { nextInstantOf } from './lots';
import { invariant, points } from './numbers';
import { figuresOn, nextReview, progressOf, rankOf, review, tierAt } from './tiers';
import { traced } from './trace';
import type { Calendar, Context, Decision, GuestState, Instant, Settlement } from './types';

/**
 * What came due by `now` for this guest, in the order of its instants: late by a week it gives the same as on time.
 * The guest goes on as `after` of the last one. `program` is the one in force. Throws where lots are due and were not
 * read (`guest.lots` null).
 */
export function settle(
  program: CompiledProgram,
  guest: GuestState,
  context: Pick<Context, 'now' | 'calendar'>,
): Settlement[] {
  const settlements: Settlement[] = [];
  let state = guest;
  while (state.dueAt <= context.now) {
    const settlement = settleNext(program, state, context.calendar);
    invariant(
      settlement.decision.after.dueAt > state.dueAt || hasLess(settlement.decision.after, state),
      'what was settled is not due again',
    );
    settlements.push(settlement);
    state = settlement.decision.after;
  }
  return settlements;
}

/** At one instant: first holds that end, then lots that expire, lots that become active, and the tier. */
function settleNext(program: CompiledProgram, guest: GuestState, calendar: Calendar): Settlement {
  const at = guest.dueAt;
  const context = { now: at, calendar, inForce: null };
  const hold = guest.counters.holds.find((open) => open.expiresAt <= at);
  if (hold !== undefined) {
    return {
      type: 'RELEASE',
      at,
      relatedId: hold.id,
      decision: releaseHold(program, guest, hold, 'hold.timedOut', context),
    };
  }
  if (guest.counters.lotsDueAt <= at) return settleLots(program, guest, context);
  return { type: 'TIER', at, relatedId: null, decision: reviewTier(program, guest, at, calendar) };
}

function settleLots(
  program: CompiledProgram,
  guest: GuestState,
  context: { now: Instant; calendar: Calendar; inForce: null },
): Settlement {
  const at = context.now;
  invariant(guest.lots !== null, 'the lots are read before what is due is settled');
  const books = new Books(guest);
  const expires = guest.lots.some((lot) => lot.expiresAt <= at && nextInstantOf(lot) <= at);
  const moved = expires ? books.expire(at) : books.activate(at);
  const trace = [expires ? traced('EXPIRE', 'lot.expired', moved) : traced('ACTIVATE', 'lot.activated', moved)];
  const decision = decided(books, uncounted(program, guest, books, context), trace);
  return {
    type: expires ? 'EXPIRY' : 'ACTIVATION',
    at,
    relatedId: null,
    decision: expires ? { ...decision, amounts: { ...NO_AMOUNTS, pointsEarned: points(moved) } } : decision,
  };
}

function reviewTier(program: CompiledProgram, guest: GuestState, at: Instant, calendar: Calendar): Decision {
  const day = calendar.localDay(at);
  const standing = review(program, guest, day);
  const books = new Books(guest);
  const tierDueAt = nextReview(program, standing.rank, standing.graceUntil, guest.days, day, calendar);
  return decided(
    books,
    {
      guest: withBooks(program, guest, books, standing, tierDueAt, null),
      tierBefore: tierAt(program, rankOf(program, guest.tier)).code,
      tier: tierAt(program, standing.rank).code,
      progress: progressOf(program, standing.rank, figuresOn(program, guest.lifetime, guest.days, day)),
      trace: standingTrace(program, guest, standing),
    },
    [],
  );
}

/** Several things may be due at one instant; each settlement takes one of them away. */
function hasLess(after: GuestState, before: GuestState): boolean {
  const count = (guest: GuestState) =>
    guest.counters.holds.length +
    (guest.lots ?? []).filter((lot) => nextInstantOf(lot) <= before.dueAt).length +
    (guest.counters.tierDueAt <= before.dueAt ? 1 : 0);
  return count(after) < count(before);
}
