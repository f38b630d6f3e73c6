import type { JobRun } from '../../platform/queue/job-kind';
import { pause } from './give-way';
import type { NetworkLooks } from './network-looks';
import type { NetworkSign } from './network-signs';
import type { NetworkTurns } from './network-turns';

/** Between two passes while some network has more, so that the till has the process and the pool in between. */
const BREATH_MS = 20;

export interface StreamPlan {
  readonly looks: NetworkLooks;
  readonly turns: NetworkTurns;
  /** Pause after a pass that left work undone; left out: the usual period. */
  readonly againMs?: number;
  readonly listSigns: () => Promise<readonly NetworkSign[]>;
  readonly onFailure: (networkId: string, error: unknown) => void;
}

/**
 * Follows the logs of the open networks: the leader passes over them until none has more. A failure ends the turn of its network, and
 * no other's.
 */
export class NetworkStream {
  constructor(private readonly plan: StreamPlan) {}

  async run(run: JobRun): Promise<void> {
    const { againMs } = this.plan;
    let hadMuch = false;
    for (;;) {
      const { hasMore, wasMuch } = await this.pass(run);
      if (run.signal.aborted) return;
      hadMuch ||= wasMuch;
      if (!hasMore && (againMs === undefined || !hadMuch)) return;
      if (!hasMore) hadMuch = false;
      await pause(hasMore ? BREATH_MS : (againMs ?? BREATH_MS));
    }
  }

  /** Whether some network has more to do, and whether some had more than one piece. */
  private async pass(run: JobRun): Promise<{ readonly hasMore: boolean; readonly wasMuch: boolean }> {
    const { looks, turns, onFailure } = this.plan;
    let [hasMore, wasMuch] = [false, false];
    for (const sign of await this.plan.listSigns()) {
      if (run.signal.aborted) break;
      if (!looks.take(sign)) continue;
      try {
        const { outcome, pieces } = await turns.take(sign.id, run);
        wasMuch ||= pieces > 1;
        if (outcome !== 'idle') looks.hadWork(sign);
        hasMore ||= outcome === 'more';
      } catch (error) {
        looks.failed(sign);
        onFailure(sign.id, error);
      }
    }
    return { hasMore, wasMuch };
  }
}
