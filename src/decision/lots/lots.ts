/** The order of lots, and questions about lots. */
import { endOf, expiryOf, isElsewhere } from './expiry';
import { points, type Points } from '../basics/numbers';
import type { ProgramDocument } from '../act/program.types';
import { NEVER, WITH_INACTIVITY } from '../basics/instants';
import type { Calendar, Counters, Instant, Lot, LotPart, PointLimit, PointsPeriod } from '../act/types';
import type { Context } from '../act/context.types';

/** A lot that is opened. */
export type NewLot = {
  readonly lotId: string;
  readonly expiresAt: Instant;
  readonly activatesAt: Instant | null;
  /** The restaurant that issued the points. Null: the network. */
  readonly restaurantId: string | null;
  /** The lot had ended before it was recorded here: warning the guest was another system's task. */
  readonly isElsewhere: boolean;
  /** The instant at which points that wait for a payment are void. Null: the points do not wait, or wait for ever. */
  readonly voidAt: Instant | null;
  /** Where the points may be spent. Absent: everywhere. */
  readonly limit?: PointLimit | undefined;
};

/** Whether the lot's points wait for the payment of their sale. */
export function isUnpaid(lot: Pick<Lot, 'activatesAt'>): boolean {
  return lot.activatesAt === NEVER;
}

/** By expiry, then by id: the order in which points are spent. */
export function compareLots(a: Pick<Lot, 'expiresAt' | 'lotId'>, b: Pick<Lot, 'expiresAt' | 'lotId'>): number {
  return a.expiresAt - b.expiresAt || (a.lotId < b.lotId ? -1 : a.lotId > b.lotId ? 1 : 0);
}

/** The lots in their order, whatever order they came in. */
export function inOrder(lots: readonly Lot[]): Lot[] {
  const copy = [...lots];
  // Lots of an earlier decision are sorted already.
  return copy.every((lot, index) => index === 0 || compareLots(copy[index - 1] as Lot, lot) < 0)
    ? copy
    : copy.sort(compareLots);
}

export function freePoints(lot: Lot): number {
  return lot.remaining - lot.held;
}

/**
 * When the lot becomes active or reaches an end of its own. NEVER where holds keep all of its points. Lots that end with the guest's inactivity have
 * one common end, which the guest's counters keep.
 */
export function nextInstantOf(lot: Lot, counters: Pick<Counters, 'terms' | 'inactivity'>): Instant {
  const endsAt = lot.expiresAt === WITH_INACTIVITY || freePoints(lot) === 0 ? NEVER : endOf(lot, counters);
  return lot.activatesAt === null ? endsAt : Math.min(lot.activatesAt, endsAt);
}

export function nextInstantOfAll(lots: readonly Lot[], counters: Pick<Counters, 'terms' | 'inactivity'>): Instant {
  let next = NEVER;
  for (const lot of lots) {
    const instant = nextInstantOf(lot, counters);
    if (instant < next) next = instant;
  }
  return next;
}

/** The order of spending: the lot that ends first, extensions included. */
export function byEnd(lots: readonly Lot[], counters: Pick<Counters, 'terms' | 'inactivity'>): readonly Lot[] {
  if (counters.terms.length === 0 && counters.inactivity === null) return [...lots];
  return [...lots].sort((a, b) => endOf(a, counters) - endOf(b, counters) || compareLots(a, b));
}

/** The order of spending, but among points with the same end the active ones come first. */
export function begunFirst(
  lots: readonly Lot[],
  counters: Pick<Counters, 'terms' | 'inactivity'>,
): { readonly lots: readonly Lot[]; readonly isAnother: boolean } {
  const known = byEnd(lots, counters);
  const isLater = ({ activatesAt }: Lot): number => (activatesAt === null ? 0 : 1);
  const sorted = [...known].sort((a, b) => endOf(a, counters) - endOf(b, counters) || isLater(a) - isLater(b));
  return { lots: sorted, isAnother: sorted.some((lot, place) => lot !== known[place]) };
}

/** Null: the points are active immediately. */
function activationOf(
  { pending }: ProgramDocument,
  occurredAt: Instant,
  now: Instant,
  calendar: Calendar,
): Instant | null {
  if (pending.kind !== 'DELAY' || pending.days === 0) return null;
  const activatesAt = calendar.startOfDay(calendar.localDay(occurredAt) + pending.days);
  return activatesAt > now ? activatesAt : null;
}

/** The lot of points that an act earns. */
export function earnedLot(
  document: ProgramDocument,
  occurredAt: Instant,
  restaurantId: string | null,
  { now, recordedAt, calendar, transactionId }: Pick<Context, 'now' | 'recordedAt' | 'calendar' | 'transactionId'>,
): NewLot {
  const expiresAt = expiryOf(document, occurredAt, calendar);
  return {
    lotId: transactionId,
    expiresAt,
    activatesAt: activationOf(document, occurredAt, now, calendar),
    restaurantId,
    isElsewhere: isElsewhere(expiresAt, recordedAt),
    voidAt: null,
  };
}

/**
 * The lot with a first and a last local day of its own; a day that is null stays as the programme says. Points that wait
 * for a payment begin with that payment.
 */
export function lotOnDays(
  lot: NewLot,
  { beginsOn, endsOn }: PointsPeriod,
  { now, recordedAt, calendar }: Pick<Context, 'now' | 'recordedAt' | 'calendar'>,
): NewLot {
  const expiresAt = endsOn === null ? lot.expiresAt : calendar.startOfDay(endsOn + 1);
  const beginsAt = beginsOn === null || isUnpaid(lot) ? lot.activatesAt : calendar.startOfDay(beginsOn);
  const activatesAt = beginsAt !== null && beginsAt > now ? beginsAt : null;
  return { ...lot, expiresAt, activatesAt, isElsewhere: isElsewhere(expiresAt, recordedAt) };
}

/** The lot of points that a sale earns. The sale of an import counts as paid. */
export function soldLot(
  document: ProgramDocument,
  occurredAt: Instant,
  restaurantId: string | null,
  context: Pick<Context, 'now' | 'recordedAt' | 'calendar' | 'transactionId'>,
): NewLot {
  const lot = earnedLot(document, occurredAt, restaurantId, context);
  const { pending } = document;
  if (pending.kind !== 'PAYMENT' || context.now < context.recordedAt) return lot;
  const { calendar } = context;
  const { voidAfterDays } = pending;
  const voidAt = voidAfterDays === null ? null : calendar.startOfDay(calendar.localDay(occurredAt) + voidAfterDays + 1);
  return { ...lot, activatesAt: NEVER, voidAt };
}

/** The lot of points that return after their end, with the network's grace. */
export function restoredLot(
  restaurantId: string | null,
  { now, recordedAt, calendar, restoredForDays, transactionId }: Context,
): NewLot {
  const expiresAt = calendar.startOfDay(calendar.localDay(now) + restoredForDays + 1);
  return {
    lotId: transactionId,
    expiresAt,
    activatesAt: null,
    restaurantId,
    isElsewhere: isElsewhere(expiresAt, recordedAt),
    voidAt: null,
  };
}

export function partOf(
  lot: Pick<Lot, 'lotId' | 'expiresAt' | 'restaurantId'>,
  amount: number,
  limit?: PointLimit,
): LotPart {
  const part = { lotId: lot.lotId, expiresAt: lot.expiresAt, points: points(amount), restaurantId: lot.restaurantId };
  return limit === undefined ? part : { ...part, limit };
}

export function sumOfParts(parts: readonly LotPart[]): Points {
  let sum = 0;
  for (const part of parts) sum += part.points;
  return points(sum);
}

/** Splits the parts into the first `wanted` points and the rest. */
export function splitParts(parts: readonly LotPart[], wanted: number): { taken: LotPart[]; rest: LotPart[] } {
  const taken: LotPart[] = [];
  const rest: LotPart[] = [];
  let left = wanted;
  for (const part of parts) {
    const take = Math.min(part.points, left);
    if (take > 0) taken.push(partOf(part, take, part.limit));
    if (part.points > take) rest.push(partOf(part, part.points - take, part.limit));
    left -= take;
  }
  return { taken, rest };
}
