/** Order and questions of lots. */
import { addMonths } from './dates';
import { points, type Points } from './numbers';
import type { ProgramDocument } from './program.types';
import { NEVER, type Calendar, type Context, type Instant, type Lot, type LotPart } from './types';

/** A lot that is opened. */
export type NewLot = {
  readonly lotId: string;
  readonly expiresAt: Instant;
  readonly activatesAt: Instant | null;
  /** Where its points were issued; null: by the network. */
  readonly restaurantId: string | null;
};

/** By expiry, then by id: the order in which points are spent. */
export function compareLots(a: Pick<Lot, 'expiresAt' | 'lotId'>, b: Pick<Lot, 'expiresAt' | 'lotId'>): number {
  return a.expiresAt - b.expiresAt || (a.lotId < b.lotId ? -1 : a.lotId > b.lotId ? 1 : 0);
}

/** The lots in their order, whatever order they came in. */
export function inOrder(lots: readonly Lot[]): Lot[] {
  return [...lots].sort(compareLots);
}

export function freePoints(lot: Lot): number {
  return lot.remaining - lot.held;
}

/** When the lot expires or becomes active; NEVER where holds keep all of it. */
export function nextInstantOf(lot: Lot): Instant {
  if (lot.activatesAt !== null) return Math.min(lot.activatesAt, lot.expiresAt);
  return freePoints(lot) > 0 ? lot.expiresAt : NEVER;
}

export function nextInstantOfAll(lots: readonly Lot[]): Instant {
  let next = NEVER;
  for (const lot of lots) {
    const instant = nextInstantOf(lot);
    if (instant < next) next = instant;
  }
  return next;
}

/** 00:00 of the day after the last day of points that were earned at `occurredAt`. */
export function expiryOf(document: ProgramDocument, occurredAt: Instant, calendar: Calendar): Instant {
  const { expiry } = document;
  if (expiry.kind === 'NEVER') return NEVER;
  const day = calendar.localDay(occurredAt);
  const lastDay = expiry.kind === 'DAYS' ? day + expiry.count : addMonths(day, expiry.count);
  return calendar.startOfDay(lastDay + 1);
}

/** Null: at once. */
function activationOf(
  document: ProgramDocument,
  occurredAt: Instant,
  now: Instant,
  calendar: Calendar,
): Instant | null {
  if (document.activationDelayDays === 0) return null;
  const activatesAt = calendar.startOfDay(calendar.localDay(occurredAt) + document.activationDelayDays);
  return activatesAt > now ? activatesAt : null;
}

/** The lot of points that an act earns. */
export function earnedLot(
  document: ProgramDocument,
  occurredAt: Instant,
  restaurantId: string | null,
  { now, calendar, transactionId }: Pick<Context, 'now' | 'calendar' | 'transactionId'>,
): NewLot {
  return {
    lotId: transactionId,
    expiresAt: expiryOf(document, occurredAt, calendar),
    activatesAt: activationOf(document, occurredAt, now, calendar),
    restaurantId,
  };
}

export function partOf(lot: Pick<Lot, 'lotId' | 'expiresAt' | 'restaurantId'>, amount: number): LotPart {
  return { lotId: lot.lotId, expiresAt: lot.expiresAt, points: points(amount), restaurantId: lot.restaurantId };
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
    if (take > 0) taken.push(partOf(part, take));
    if (part.points > take) rest.push(partOf(part, part.points - take));
    left -= take;
  }
  return { taken, rest };
}
