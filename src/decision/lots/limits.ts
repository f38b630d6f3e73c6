/** Limits of points: most points may be spent everywhere, others only in some restaurants or on some menu categories. */
import { categoryKey } from '../basics/category-key';
import { CategoryRoom, type CategoryRooms } from './category-room';
import { freePoints, partOf } from './lots';
import type { Counters, GuestState, Instant, Lot, LotLimit, LotPart, PointLimit } from '../act/types';

type LotKey = Pick<Lot, 'lotId' | 'expiresAt'>;
/** The balance of a guest, and the limits of the lots behind it. */
export type PointsOfGuest = Pick<GuestState, 'balance'> & { readonly counters: Pick<Counters, 'limits'> };

/** A limit with each restaurant and category once and in a fixed order, so that equal limits are equal to the byte. Empty: all of them. */
export function limitTo(restaurantIds: readonly string[], categories: readonly string[] = []): PointLimit {
  const byKey = new Map(categories.toReversed().map((category) => [categoryKey(category), category]));
  return {
    ...(restaurantIds.length > 0 && { restaurantIds: [...new Set(restaurantIds)].sort() }),
    ...(byKey.size > 0 && { categories: [...byKey].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, one]) => one) }),
  };
}

/** Counts points that may be spent at one restaurant on the lines of one check, lot by lot in the order of spending. */
export class OpenPoints {
  private readonly room: CategoryRoom | null;

  /**
   * @param restaurantId null: no restaurant, where points with a limit cannot be spent
   * @param rooms null: the lines are not known, so points for some categories cannot be spent
   */
  constructor(
    private readonly restaurantId: string | null,
    rooms: CategoryRooms | null,
  ) {
    this.room = rooms === null ? null : new CategoryRoom(rooms);
  }

  /** Returns how many of the points with this limit may be spent, besides the points that earlier calls took. */
  take(limit: PointLimit | undefined, wanted: number): number {
    if (limit === undefined) return wanted;
    const { restaurantIds, categories } = limit;
    if (this.restaurantId === null || restaurantIds?.includes(this.restaurantId) === false) return 0;
    return categories === undefined ? wanted : (this.room?.take(categories, wanted) ?? 0);
  }
}

/** Whether some points of the guest may be spent on some categories alone. */
export function haveCategories(limits: Counters['limits']): boolean {
  return limits?.some(({ limit }) => limit.categories !== undefined) === true;
}

export function isSameLimit(a: PointLimit | undefined, b: PointLimit | undefined): boolean {
  if (a === undefined || b === undefined) return a === b;
  return isSameList(a.restaurantIds, b.restaurantIds) && isSameList(a.categories, b.categories);
}

function isSameList(a: readonly string[] | undefined, b: readonly string[] | undefined): boolean {
  if (a === undefined || b === undefined) return a === b;
  return a.length === b.length && a.every((one, index) => one === b[index]);
}

export function limitOf(limits: readonly LotLimit[], lot: LotKey): PointLimit | undefined {
  return limits.find((one) => isOf(one, lot))?.limit;
}

export function withLimit(limits: readonly LotLimit[], { lotId, expiresAt }: LotKey, limit: PointLimit): LotLimit[] {
  const others = limits.filter((one) => !isOf(one, { lotId, expiresAt }));
  return [...others, { lotId, expiresAt, limit, free: 0 }];
}

/** Returns the limits after a lot changed, with its `free` points as they are now. The limit of a used-up lot is removed. */
export function afterChange(limits: readonly LotLimit[], lot: Lot): readonly LotLimit[] {
  const known = limits.find((one) => isOf(one, lot));
  if (known === undefined) return limits;
  if (lot.remaining === 0) return limits.filter((one) => one !== known);
  const free = lot.activatesAt === null ? freePoints(lot) : 0;
  return limits.map((one) => (one === known ? { ...known, free } : one));
}

/**
 * Returns how many of the available points cannot be spent at this restaurant, on a check whose categories have this much room. `restaurantId` null:
 * counts all points with a limit. `rooms` null: the lines are not known.
 */
export function pointsElsewhere(
  { counters: { limits } }: Pick<PointsOfGuest, 'counters'>,
  restaurantId: string | null,
  rooms: CategoryRooms | null = null,
): number {
  if (limits === undefined) return 0;
  const open = new OpenPoints(restaurantId, rooms);
  let elsewhere = 0;
  for (const { limit, free } of limits) elsewhere += free - open.take(limit, free);
  return elsewhere;
}

/** Points that the guest may spend at the restaurant now; for `rooms` see `pointsElsewhere`. Below zero only by the refund policy NEGATIVE. */
export function availableAt(
  guest: PointsOfGuest,
  restaurantId: string | null,
  rooms: CategoryRooms | null = null,
): number {
  const { available } = guest.balance;
  return guest.counters.limits === undefined ? available : available - pointsElsewhere(guest, restaurantId, rooms);
}

/** Data of a refusal because the guest has too few points. */
export function shortOf(guest: PointsOfGuest, restaurantId: string | null): { available: number; elsewhere?: number } {
  const available = Math.max(0, availableAt(guest, restaurantId));
  const elsewhere = Math.max(0, guest.balance.available) - available;
  return elsewhere > 0 ? { available, elsewhere } : { available };
}

/** The parts that may be spent at the restaurant on these lines, then the other parts. Both keep their order. */
export function openFirst(
  parts: readonly LotPart[],
  restaurantId: string,
  rooms: CategoryRooms | null,
): readonly LotPart[] {
  if (parts.every(({ limit }) => limit === undefined)) return parts;
  const open = new OpenPoints(restaurantId, rooms);
  const first: LotPart[] = [];
  const others: LotPart[] = [];
  for (const part of parts) {
    const taken = open.take(part.limit, part.points);
    if (taken > 0) first.push(partOf(part, taken, part.limit));
    if (taken < part.points) others.push(partOf(part, part.points - taken, part.limit));
  }
  return [...first, ...others];
}

/** Points of the parts that may be spent at the restaurant on these lines. */
export function openPoints(parts: readonly LotPart[], restaurantId: string, rooms: CategoryRooms | null): number {
  const open = new OpenPoints(restaurantId, rooms);
  let sum = 0;
  for (const { limit, points } of parts) sum += open.take(limit, points);
  return sum;
}

/**
 * Moves the lot's end by milliseconds where needed. Lots of one act are told apart by their end, so lots with another limit or activation must not
 * share one.
 */
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
