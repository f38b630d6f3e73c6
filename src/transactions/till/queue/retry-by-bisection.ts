import type { TillAct } from '../../ledger/act/till-act';
import { sqlStateOf } from '../../ledger/write/attempts';
import type { BatchResult, TillBatch } from '../batch/till-batch';
import { tillMetrics } from '../../ledger/write/till-metrics';

const DEADLOCK = '40P01';

/** Runs a batch and never rejects. After an error it halves the batch until the act that causes the error is alone, and returns that act as lost. */
export async function runWithBisection(
  batch: TillBatch,
  networkId: string,
  acts: readonly TillAct[],
  mayBeLate: boolean,
): Promise<BatchResult> {
  try {
    return await batch.run(networkId, acts, mayBeLate);
  } catch (error) {
    if (sqlStateOf(error) === DEADLOCK) tillMetrics.deadlocks.inc();
    if (acts.length === 1) return { settled: new Map(), lost: acts };
    const middle = Math.ceil(acts.length / 2);
    const first = await runWithBisection(batch, networkId, acts.slice(0, middle), mayBeLate);
    const second = await runWithBisection(batch, networkId, acts.slice(middle), mayBeLate);
    return { settled: new Map([...first.settled, ...second.settled]), lost: [...first.lost, ...second.lost] };
  }
}
