import type { Act, Refusal } from '../../../decision';

/**
 * Points that a guest had and used on a receipt, and that the draft does not let the guest use there. They stay with the guest, so without this count
 * a programme that takes fewer points would look like a gain. Points that later expire or are used leave the count, the earliest end first.
 */
export class BarredPoints {
  private open = 0;
  private readonly bySale = new Map<string, { readonly points: number; readonly amount: number }>();

  /** The points that are still with the guest. */
  get points(): number {
    return this.open;
  }

  /** @param points the points of one receipt that the guest could not use; 0: none */
  add(sale: string, points: number, amount: number): void {
    if (points === 0) return;
    this.open += points;
    this.bySale.set(sale, { points, amount });
  }

  /** Goods that are handed back take their part of the points out of the count. */
  giveBack(sale: string, amount: number): void {
    const known = this.bySale.get(sale);
    if (known === undefined || known.amount === 0) return;
    this.remove(Math.floor((known.points * Math.min(amount, known.amount)) / known.amount));
  }

  expire(points: number): void {
    this.remove(points);
  }

  /** @param owed all points of the guest now */
  bound(owed: number): void {
    this.open = Math.min(this.open, Math.max(0, owed));
  }

  private remove(points: number): void {
    this.open = Math.max(0, this.open - points);
  }
}

/** How many points the programme's own rule bars the act from using. A limit by the price of the order or by the balance bars none. */
export function barredBy(refusal: Refusal, wanted: Act, allowed: Act | null): number {
  const byRule =
    refusal.code === 'redemption_below_minimum' ||
    (refusal.code === 'redemption_limit_exceeded' && refusal.data['limitedBy'] !== undefined);
  if (!byRule) return 0;
  return Math.max(0, pointsOf(wanted) - (allowed === null ? 0 : pointsOf(allowed)));
}

function pointsOf(act: Act): number {
  if (act.kind === 'SALE') return act.pointsToRedeem ?? 0;
  if (act.kind === 'HOLD') return act.sale.pointsToRedeem ?? 0;
  return act.kind === 'REDEMPTION' ? act.points : 0;
}
