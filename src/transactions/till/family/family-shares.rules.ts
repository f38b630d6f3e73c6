import type { FamilyPool } from '../../../decision';

/** A member with the lots that it may lend now. */
export interface Lender {
  readonly guestId: string;
  /** In the order of spending. */
  readonly lots: readonly { readonly lotId: string; readonly endsAt: number; readonly points: number }[];
  /** The most points of this member that the programme lets others spend now. */
  readonly most: number;
}

/** The most points of a member that others may still spend, after what they spent on this day and in this month. */
export function mostOf(
  pool: Pick<FamilyPool, 'perDay' | 'perMonth'>,
  lent: { readonly day: number; readonly month: number },
): number {
  return Math.max(0, Math.min(pool.perDay - lent.day, pool.perMonth - lent.month));
}

/** All points that the members can lend. */
export function lendable(lenders: readonly Lender[]): number {
  return lenders.reduce((sum, { lots, most }) => sum + Math.min(most, pointsIn(lots)), 0);
}

/**
 * The points that each member lends. The lots of all members are used in the order of their ends, like the lots of one guest.
 * No member lends more than allowed. The caller has checked that there are enough points.
 */
export function sharesOf(wanted: number, lenders: readonly Lender[]): ReadonlyMap<string, number> {
  const lots = lenders
    .flatMap(({ guestId, lots: own }) => own.map((lot) => ({ guestId, ...lot })))
    .sort((a, b) => a.endsAt - b.endsAt || compare(a.lotId, b.lotId) || compare(a.guestId, b.guestId));
  const left = new Map(lenders.map(({ guestId, most }) => [guestId, most]));
  const shares = new Map<string, number>();
  let missing = wanted;
  for (const { guestId, points } of lots) {
    const may = left.get(guestId) ?? 0;
    const take = Math.min(missing, points, may);
    if (take <= 0) continue;
    shares.set(guestId, (shares.get(guestId) ?? 0) + take);
    left.set(guestId, may - take);
    missing -= take;
  }
  return shares;
}

function pointsIn(lots: Lender['lots']): number {
  return lots.reduce((sum, { points }) => sum + points, 0);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
