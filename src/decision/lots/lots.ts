/** Order and questions of lots. */
import { endOf, expiryOf, isElsewhere } from './expiry';
import { points, type Points } from '../basics/numbers';
import type { ProgramDocument } from '../act/program.types';
import { NEVER, WITH_INACTIVITY } from '../basics/instants';
import type { Calendar, Context, Counters, Instant, Lot, LotPart, PointLimit, PointsPeriod } from '../act/types';

/** A lot that is opened. */
export type NewLot = {
  readonly lotId: string;
  readonly expiresAt: Instant;
  readonly activatesAt: Instant | null;
  /** Where its points were issued; null: by the network. */
  readonly restaurantId: string | null;
  /** It had ended before it was recorded: another system's to warn of. */
  readonly isElsewhere: boolean;
  /** The end of points that wait for a payment; null: none. */
  readonly voidAt: Instant | null;
  /** Where its points may be spent; left out: everywhere. */
  readonly limit?: PointLimit | undefined;
};

/** Its points wait for the payment of their sale. */
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
 * When the lot becomes active or comes to an end of its own; NEVER where holds keep all of it. The end of lots that
 * end with the guest's inactivity is one for all, and stands beside the lots.
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

/** In the order of spending: the lot that ends first, whatever it was opened with. */
export function byEnd(lots: readonly Lot[], counters: Pick<Counters, 'terms' | 'inactivity'>): readonly Lot[] {
  if (counters.terms.length === 0 && counters.inactivity === null) return [...lots];
  return [...lots].sort((a, b) => endOf(a, counters) - endOf(b, counters) || compareLots(a, b));
}

/** Null: at once. */
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
 * The lot with a first and a last local day of its own, whatever the programme says; null: as it is. Points that wait for
 * a payment begin with it.
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

/** The lot of points that a sale earns. An imported sale is history, and was paid. */
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

/** The lot of points past their end that come back for the network's grace. */
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

/** The first `wanted` points of the parts, and the rest of them. */
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
