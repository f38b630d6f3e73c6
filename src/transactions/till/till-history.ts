import { Injectable } from '@nestjs/common';
import type { Outcome, TillAct } from './till-act';
import { TillAlone } from './till-alone';
import { type BatchResult, TillBatch } from './till-batch';

/** Acts that are decided alone at once; fewer than the pool has connections. */
const ALONE_AT_ONCE = 4;

/**
 * The way of a history into the ledger: the caller makes the batches, so that many acts of one guest are one reading
 * and one writing of it. Two calls at the same time must not have acts of the same guest.
 */
@Injectable()
export class TillHistory {
  constructor(
    private readonly batch: TillBatch,
    private readonly alone: TillAlone,
  ) {}

  /**
   * Decides and records acts of one network, each guest's in the order given; resolves after the commit. A refund has
   * to be its guest's only act here. What lost a race is decided alone, in its guest's order.
   */
  async record(networkId: string, acts: readonly TillAct[]): Promise<ReadonlyMap<TillAct, Outcome>> {
    const { settled, lost } = await this.runBatch(networkId, acts);
    if (lost.length === 0) return settled;
    const outcomes = new Map(settled);
    const guests = byGuest(lost).values();
    const worker = async (): Promise<void> => {
      for (const ofGuest of guests) for (const act of ofGuest) outcomes.set(act, await this.alone.run(act));
    };
    await Promise.all(Array.from({ length: ALONE_AT_ONCE }, worker));
    return outcomes;
  }

  /** After an error the batch is halved until the act that caused it stands alone, and is lost. */
  private async runBatch(networkId: string, acts: readonly TillAct[]): Promise<BatchResult> {
    try {
      return await this.batch.run(networkId, acts);
    } catch {
      if (acts.length === 1) return { settled: new Map(), lost: acts };
      const middle = Math.ceil(acts.length / 2);
      const first = await this.runBatch(networkId, acts.slice(0, middle));
      const second = await this.runBatch(networkId, acts.slice(middle));
      return { settled: new Map([...first.settled, ...second.settled]), lost: [...first.lost, ...second.lost] };
    }
  }
}

function byGuest(acts: readonly TillAct[]): ReadonlyMap<string, TillAct[]> {
  const guests = new Map<string, TillAct[]>();
  for (const act of acts) {
    const key = act.guestId ?? act.id;
    const known = guests.get(key);
    if (known === undefined) guests.set(key, [act]);
    else known.push(act);
  }
  return guests;
}
