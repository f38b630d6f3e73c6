import { saleOf, type PlannedAct } from '../receipts/planned-act';

/**
 * Acts that wait to be recorded one batch after another. Those of one guest keep their order and are always in one
 * lane. The till takes a refund outside the batch, since it rests on what its sale left; so it never shares a batch
 * with another act of its guest, who waits for the next one while the guests behind go ahead.
 */
export class Lane {
  private waiting: PlannedAct[] = [];

  get size(): number {
    return this.waiting.length;
  }

  /** The lowest position that waits here, or null when none does. */
  get first(): number | null {
    return this.waiting[0]?.position ?? null;
  }

  add(act: PlannedAct): void {
    this.waiting.push(act);
  }

  /** Takes the next batch, at most `limit` acts; empty only when nothing waits. */
  take(limit: number): PlannedAct[] {
    const batch: PlannedAct[] = [];
    const left: PlannedAct[] = [];
    const present = new Set<string>();
    const closed = new Set<string>();
    for (const act of this.waiting) {
      const { guest } = saleOf(act).receipt;
      const isRepayment = act.kind === 'REPAYMENT';
      const waits = guest !== null && (closed.has(guest) || (isRepayment && present.has(guest)));
      if (waits || batch.length >= limit) left.push(act);
      else batch.push(act);
      if (guest === null) continue;
      if (waits || isRepayment || batch.length >= limit) closed.add(guest);
      present.add(guest);
    }
    this.waiting = left;
    return batch;
  }
}

/** Which lane keeps the order of a guest; acts of nobody are dealt out in turn. */
export function laneOf(act: PlannedAct, lanes: number): number {
  const { guest } = saleOf(act).receipt;
  if (guest === null) return act.position % lanes;
  let hash = 0;
  for (let index = 0; index < guest.length; index += 1) hash = (Math.imul(hash, 31) + guest.charCodeAt(index)) | 0;
  return Math.abs(hash) % lanes;
}
