/** Where points may be spent: most everywhere, some in some restaurants alone. */
import { freePoints } from './lots';
import type { Counters, GuestState, Instant, Lot, LotLimit, LotPart, PointLimit } from '../act/types';

type LotKey = Pick<Lot, 'lotId' | 'expiresAt'>;
/** The balance of a guest, and the limits of the lots behind it. */
export type PointsOfGuest = Pick<GuestState, 'balance'> & { readonly counters: Pick<Counters, 'limits'> };

/** Each restaurant once and in one order, so that equal limits are equal to the byte. */
export function limitTo(restaurantIds: readonly string[]): PointLimit {
  return { restaurantIds: [...new Set(restaurantIds)].sort() };
}

/** `restaurantId` null: a place that is no restaurant, where points with a limit can't be spent. */
export function mayBeSpent(limit: PointLimit | undefined, restaurantId: string | null): boolean {
  return limit === undefined || (restaurantId !== null && limit.restaurantIds.includes(restaurantId));
}

export function isSameLimit(a: PointLimit | undefined, b: PointLimit | undefined): boolean {
  if (a === undefined || b === undefined) return a === b;
  return (
    a.restaurantIds.length === b.restaurantIds.length && a.restaurantIds.every((id, i) => id === b.restaurantIds[i])
  );
}

export function limitOf(limits: readonly LotLimit[], lot: LotKey): PointLimit | undefined {
  return limits.find((one) => isOf(one, lot))?.limit;
}

export function withLimit(limits: readonly LotLimit[], { lotId, expiresAt }: LotKey, limit: PointLimit): LotLimit[] {
  const others = limits.filter((one) => !isOf(one, { lotId, expiresAt }));
  return [...others, { lotId, expiresAt, limit, free: 0 }];
}

/** Returns the limits after a lot changed: its `free` points as they are now; the limit of a used-up lot is left out. */
export function afterChange(limits: readonly LotLimit[], lot: Lot): readonly LotLimit[] {
  const known = limits.find((one) => isOf(one, lot));
  if (known === undefined) return limits;
  if (lot.remaining === 0) return limits.filter((one) => one !== known);
  const free = lot.activatesAt === null ? freePoints(lot) : 0;
  return limits.map((one) => (one === known ? { ...known, free } : one));
}

/** Returns how many of the available points can't be spent at this restaurant. `restaurantId` null: how many have any limit. */
export function pointsElsewhere(
  { counters: { limits } }: Pick<PointsOfGuest, 'counters'>,
  restaurantId: string | null,
) {
  let elsewhere = 0;
  if (limits !== undefined)
    for (const { limit, free } of limits) if (!mayBeSpent(limit, restaurantId)) elsewhere += free;
  return elsewhere;
}

/** Points that the guest may spend at the restaurant now; null: anywhere. Below zero by the refund policy NEGATIVE alone. */
export function availableAt(guest: PointsOfGuest, restaurantId: string | null): number {
  const { available } = guest.balance;
  return guest.counters.limits === undefined ? available : available - pointsElsewhere(guest, restaurantId);
}

/** Data of a refusal for want of points. */
export function shortOf(guest: PointsOfGuest, restaurantId: string | null): { available: number; elsewhere?: number } {
  const available = Math.max(0, availableAt(guest, restaurantId));
  const elsewhere = Math.max(0, guest.balance.available) - available;
  return elsewhere > 0 ? { available, elsewhere } : { available };
}

/** The parts that may be spent at the restaurant before those that may not; each in its order. */
export function openFirst(parts: readonly LotPart[], restaurantId: string): readonly LotPart[] {
  if (parts.every(({ limit }) => limit === undefined)) return parts;
  const isOpen = ({ limit }: LotPart) => mayBeSpent(limit, restaurantId);
  return [...parts.filter(isOpen), ...parts.filter((part) => !isOpen(part))];
}

/** Points of the parts that may be spent at the restaurant. */
export function openPoints(parts: readonly LotPart[], restaurantId: string): number {
  let sum = 0;
  for (const { limit, points } of parts) if (mayBeSpent(limit, restaurantId)) sum += points;
  return sum;
}

/** A lot is told from the others of its act by its end, so one that may be spent elsewhere or begins at another time ends a moment later. */
export function besides<L extends { expiresAt: Instant; activatesAt: Instant | null; limit?: PointLimit | undefined }>(
  opened: Map<Instant, Pick<L, 'activatesAt' | 'limit'>>,
  lot: L,
): L {
  let { expiresAt } = lot;
  for (;;) {
    const other = opened.get(expiresAt);
    if (other === undefined || (other.activatesAt === lot.activatesAt && isSameLimit(other.limit, lot.limit))) break;
    expiresAt += 1;
  }
  opened.set(expiresAt, lot);
  return expiresAt === lot.expiresAt ? lot : { ...lot, expiresAt };
}

function isOf(one: LotKey, lot: LotKey): boolean {
  return one.lotId === lot.lotId && one.expiresAt === lot.expiresAt;
}
