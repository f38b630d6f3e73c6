import { Books, withoutHold } from '../lots/books';
import type { CompiledProgram } from '../program/compile';
import { decided, NO_AMOUNTS, uncounted } from './decide-points';
import type { CategoryRooms } from '../lots/category-room';
import { quoteSale, takeSale } from './decide-sale';
import { shortOf } from '../lots/limits';
import { sumOfParts } from '../lots/lots';
import { type Points, points } from '../basics/numbers';
import { traced } from '../act/trace';
import type {
  Decision,
  GuestState,
  HoldAct,
  Instant,
  OpenHold,
  Refusal,
  ReleaseAct,
  ReserveAct,
  ReviewAct,
} from '../act/types';
import type { Context } from '../act/context.types';

/** Sets the points of a quoted sale aside. The amounts are those of the quote, but only the hold is written. */
export function decideHold(
  program: CompiledProgram,
  guest: GuestState,
  act: HoldAct,
  context: Context,
): Decision | Refusal {
  const draft = quoteSale(program, guest, act.sale, context);
  if ('kind' in draft) return draft;
  const sale = takeSale(draft);
  const wanted = act.sale.pointsToRedeem ?? points(0);
  if (wanted === 0) {
    const min = program.document.redemption?.minPoints ?? 1;
    return { kind: 'REFUSED', code: 'redemption_below_minimum', data: { min } };
  }
  const { books, holds } = setAside(guest, wanted, act.sale.restaurantId, act.expiresAt, draft.rooms, context);
  return {
    ...decided(books, uncounted(program, guest, books, context, { holds }), [
      ...sale.trace,
      traced('HOLD', 'hold', wanted),
    ]),
    amounts: sale.amounts,
    lines: sale.lines,
    redeemable: sale.redeemable,
    facts: sale.facts,
  };
}

/** Sets points aside without a sale: as many as are free, whatever the programme lets a sale redeem. */
export function decideReserve(
  program: CompiledProgram,
  guest: GuestState,
  act: ReserveAct,
  context: Context,
): Decision | Refusal {
  if (guest.blocked) return { kind: 'REFUSED', code: 'guest_blocked', data: {} };
  const data = shortOf(guest, null);
  if (act.points > data.available) return { kind: 'REFUSED', code: 'insufficient_points', data };
  const { books, holds } = setAside(guest, act.points, null, act.expiresAt, null, context);
  return {
    ...decided(books, uncounted(program, guest, books, context, { holds }), [traced('HOLD', 'hold', act.points)]),
    amounts: { ...NO_AMOUNTS, pointsRedeemed: act.points },
  };
}

/**
 * Puts the remaining points of doubtful acts in review: no act spends them, and they become free again by time. Applies
 * to blocked guests as well.
 */
export function decideReview(
  program: CompiledProgram,
  guest: GuestState,
  act: ReviewAct,
  context: Context,
): Decision | Refusal {
  const books = new Books(guest);
  const lots = books.putInReview(act.lotIds, context.now, act.most);
  const wanted = points(sumOfParts(lots));
  if (wanted === 0) return { kind: 'REFUSED', code: 'insufficient_points', data: { available: 0 } };
  const hold: OpenHold = { id: context.transactionId, points: wanted, expiresAt: act.expiresAt, lots, isReview: true };
  const holds = withHold(guest.counters.holds, hold);
  const trace = [traced('HOLD', 'review', wanted)];
  return {
    ...decided(books, uncounted(program, guest, books, context, { holds }), trace),
    amounts: { ...NO_AMOUNTS, pointsRedeemed: wanted },
  };
}

function setAside(
  guest: GuestState,
  wanted: Points,
  restaurantId: string | null,
  expiresAt: Instant,
  rooms: CategoryRooms | null,
  { now, transactionId }: Context,
): { readonly books: Books; readonly holds: readonly OpenHold[] } {
  const books = new Books(guest);
  const lots = books.hold(wanted, restaurantId, now, rooms);
  const hold: OpenHold = { id: transactionId, points: wanted, expiresAt, lots };
  return { books, holds: withHold(guest.counters.holds, hold) };
}

function withHold(holds: readonly OpenHold[], hold: OpenHold): readonly OpenHold[] {
  return [...holds, hold].sort((a, b) => (a.id < b.id ? -1 : 1));
}

/** Voids a hold: the points go back to their lots and keep their dates. */
export function decideRelease(
  program: CompiledProgram,
  guest: GuestState,
  act: ReleaseAct,
  context: Context,
): Decision | Refusal {
  const hold = guest.counters.holds.find((open) => open.id === act.holdId);
  if (hold === undefined) return { kind: 'REFUSED', code: 'hold_expired', data: {} };
  return releaseHold(program, guest, hold, 'hold.voided', context);
}

export function releaseHold(
  program: CompiledProgram,
  guest: GuestState,
  hold: OpenHold,
  rule: 'hold.voided' | 'hold.timedOut',
  context: Pick<Context, 'now' | 'calendar' | 'inForce'>,
): Decision {
  const books = new Books(guest);
  const isReview = hold.isReview === true;
  const expired = books.release(hold.lots, context.now, (context.inForce ?? program).document, isReview);
  const holds = withoutHold(guest.counters.holds, hold.id);
  const trace = [traced('RELEASE', isReview ? 'review.ended' : rule, hold.points, { expired })];
  return {
    ...decided(books, uncounted(program, guest, books, context, { holds }), trace),
    amounts: { ...NO_AMOUNTS, pointsRedeemed: hold.points },
  };
}
