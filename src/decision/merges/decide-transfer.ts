/** Points that go from one guest to another. The giver's decision chooses the lots, and the receiver's takes in exactly those. */
import { Books } from '../lots/books';
import type { CompiledProgram } from '../program/compile';
import { decided, NO_AMOUNTS, uncounted } from '../sale/decide-points';
import { termOf } from '../lots/expiry';
import { limitOf, pointsElsewhere } from '../lots/limits';
import { compareLots, freePoints } from '../lots/lots';
import { invariant, points } from '../basics/numbers';
import { traced } from '../act/trace';
import {
  WITH_INACTIVITY,
  type Decision,
  type GiveAct,
  type GuestState,
  type Instant,
  type Lot,
  type MovedLot,
  type ReceiveAct,
  type Refusal,
  type TransferDetails,
} from '../act/types';
import type { Context } from '../act/context.types';

/** Gives points to another guest. The points keep their end: giving is neither spending nor a sign of the giver's activity. */
export function decideGive(
  program: CompiledProgram,
  guest: GuestState,
  act: GiveAct,
  context: Context,
): Decision | Refusal {
  if (guest.blocked && act.purpose === 'GIFT') return { kind: 'REFUSED', code: 'guest_blocked', data: {} };
  invariant(guest.lots !== null, 'the lots of the guest are read before an act that needs them');
  const books = new Books(guest);
  const { wanted, available } = act.named === null ? fromLots(books, act, context.now) : fromNamed(books, act.named);
  if (act.named !== null && wanted.length === 0) return { kind: 'REFUSED', code: 'points_already_spent', data: {} };
  if (act.named === null && act.points > available)
    return { kind: 'REFUSED', code: 'insufficient_points', data: toldOf(guest, available) };

  const lots: MovedLot[] = [];
  let moved = 0;
  for (const { lot, take } of wanted) {
    lots.push(movedOf(guest, lot, take));
    books.give(lot, take, act.toGuestId);
    moved += take;
  }
  const { inactivity } = guest.counters;
  const details: TransferDetails = {
    kind: 'TRANSFER',
    purpose: act.purpose,
    otherGuestId: act.toGuestId,
    earnedBefore: act.earnedBefore,
    named: act.named,
    lots,
    inactivity: lots.some(endsWithInactivity) ? inactivity : null,
  };
  return {
    ...decided(books, uncounted(program, guest, books, context), [traced('GIVE', GIVEN[act.purpose], moved)]),
    amounts: { ...NO_AMOUNTS, pointsEarned: points(moved) },
    details,
  };
}

/**
 * Takes in another guest's points lot by lot, each with its end and its extensions. A gift first settles the receiver's
 * debt, like all incoming points, and the receiver gets new warnings of its end.
 */
export function decideReceive(
  program: CompiledProgram,
  guest: GuestState,
  act: ReceiveAct,
  context: Context,
): Decision | Refusal {
  if (guest.blocked && act.purpose === 'GIFT') return { kind: 'REFUSED', code: 'guest_blocked', data: {} };
  invariant(!guest.overdraft, 'what went below zero is made good before points are moved to the guest');
  const books = new Books(guest);
  const keepsWarning = act.purpose !== 'GIFT' && act.purpose !== 'FAMILY';
  if (act.inactivity !== null) books.shareInactivity(act.inactivity, keepsWarning);
  let received = 0;
  for (const lot of act.lots) {
    books.receive(lot, keepsWarning);
    received += lot.points;
  }
  const trace = [traced('RECEIVE', RECEIVED[act.purpose], received)];
  const settled = act.purpose === 'GIFT' ? books.settleFrom(act.lots) : 0;
  if (settled > 0) trace.push(traced('SETTLE_DEBT', 'debt.settled', settled));
  const details: TransferDetails = {
    kind: 'TRANSFER',
    purpose: act.purpose,
    otherGuestId: act.fromGuestId,
    earnedBefore: null,
    named: null,
    lots: act.lots,
    inactivity: act.inactivity,
  };
  return {
    ...decided(books, uncounted(program, guest, books, context), trace),
    amounts: { ...NO_AMOUNTS, pointsEarned: points(received) },
    details,
  };
}

/** Data of the refusal. `elsewhere`: points with a limit, which cannot be given to another guest. */
function toldOf(guest: GuestState, available: number): Refusal['data'] {
  const elsewhere = pointsElsewhere(guest, null);
  return elsewhere > 0 ? { available, elsewhere } : { available };
}

const GIVEN = {
  GIFT: 'transfer.given',
  FAMILY: 'transfer.givenToFamily',
  UNDO: 'transfer.givenBack',
} as const;
const RECEIVED = {
  GIFT: 'transfer.received',
  FAMILY: 'transfer.receivedFromFamily',
  UNDO: 'transfer.cameBack',
} as const;

export type LotShare = { readonly lot: Lot; readonly take: number };

/** Lots of a guest with points that may be given now, in the order of spending, each with its end as of now. */
export function givableLots(
  guest: GuestState,
  earnedBefore: Instant | null,
  now: Instant,
): { readonly lotId: string; readonly endsAt: Instant; readonly points: number }[] {
  const books = new Books(guest);
  return oldEnough(books, earnedBefore, now).map((lot) => ({
    lotId: lot.lotId,
    endsAt: books.endOf(lot),
    points: freePoints(lot),
  }));
}

function oldEnough(books: Books, earnedBefore: Instant | null, now: Instant): Lot[] {
  return books.spendable(now).filter((lot) => earnedBefore === null || openedAt(lot.lotId) < earnedBefore);
}

/** Active points of lots that are old enough, in the order of spending. A lot's id holds the instant at which it was opened. */
function fromLots(books: Books, act: GiveAct, now: Instant): { wanted: LotShare[]; available: number } {
  const wanted: LotShare[] = [];
  let left: number = act.points;
  let available = 0;
  for (const lot of oldEnough(books, act.earnedBefore, now)) {
    available += freePoints(lot);
    const take = Math.min(left, freePoints(lot));
    if (take > 0) wanted.push({ lot, take });
    left -= take;
  }
  return { wanted, available };
}

/** The part of the named lots that is still there. */
export function fromNamed(
  books: Books,
  named: NonNullable<GiveAct['named']>,
): { wanted: LotShare[]; available: number } {
  const wanted: LotShare[] = [];
  let available = 0;
  for (const part of [...named].sort(compareLots)) {
    const lot = books.find(part);
    const take = lot === undefined ? 0 : Math.min(part.points, freePoints(lot));
    if (lot === undefined || take === 0) continue;
    wanted.push({ lot, take });
    available += take;
  }
  return { wanted, available };
}

export function movedOf({ counters }: GuestState, lot: Lot, take: number): MovedLot {
  const { lotId, expiresAt, activatesAt, restaurantId } = lot;
  const { endsAt, isWarned, extensions } = termOf(lot, counters);
  const isPlain = endsWithInactivity(lot) || (endsAt === expiresAt && !isWarned && extensions === 0);
  const unpaid = counters.unpaid.find((one) => one.lotId === lotId && one.expiresAt === expiresAt);
  const limit = counters.limits === undefined ? undefined : limitOf(counters.limits, lot);
  return {
    ...(limit === undefined ? {} : { limit }),
    ...(unpaid === undefined ? {} : { voidAt: unpaid.voidAt }),
    lotId,
    expiresAt,
    points: points(take),
    activatesAt,
    restaurantId,
    term: isPlain ? null : { endsAt, isWarned, extensions },
  };
}

export function endsWithInactivity({ expiresAt }: Pick<Lot, 'expiresAt'>): boolean {
  return expiresAt === WITH_INACTIVITY;
}

/** The first 48 bits of a UUIDv7 are Unix milliseconds (RFC 9562, section 5.7). */
function openedAt(lotId: string): Instant {
  return Number.parseInt(lotId.replace('-', '').slice(0, 12), 16);
}
