import { Injectable } from '@nestjs/common';
import { runWithBisection } from './retry-by-bisection';
import type { Outcome, TillAct } from '../../ledger/act/till-act';
import { SingleActTransaction } from './single-act-transaction';
import { TillBatch } from '../batch/till-batch';
import { tillMetrics } from '../../ledger/write/till-metrics';

/** How many acts are decided alone at the same time; fewer than the pool has connections. */
const ALONE_AT_ONCE = 4;

/**
 * Records history. The caller makes the batches, so that many acts of one guest are read and written once. Two
 * concurrent calls must not have acts of the same guest.
 */
@Injectable()
export class TillHistory {
  constructor(
    private readonly batch: TillBatch,
    private readonly single: SingleActTransaction,
  ) {}

  /**
   * Decides and records acts of one network, each guest's in the given order. Resolves after the commit. A refund has
   * to be its guest's only act in the call. Acts that lost a race are decided alone, in their guest's order.
   */
  async record(networkId: string, acts: readonly TillAct[]): Promise<ReadonlyMap<TillAct, Outcome>> {
    const { settled, lost } = await runWithBisection(this.batch, networkId, acts, true);
    tillMetrics.lostRaces.inc(lost.length);
    if (lost.length === 0) return settled;
    const outcomes = new Map(settled);
    const guests = byGuest(lost).values();
    const worker = async (): Promise<void> => {
      for (const ofGuest of guests) for (const act of ofGuest) outcomes.set(act, await this.single.run(act));
    };
    // Waits for all of them before throwing the first failure, so that nothing is written afterwards.
    const ended = await Promise.allSettled(Array.from({ length: ALONE_AT_ONCE }, worker));
    for (const end of ended) if (end.status === 'rejected') throw end.reason;
    return outcomes;
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
