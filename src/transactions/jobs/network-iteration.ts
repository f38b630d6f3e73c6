import type { Database, NamedStatement } from '../../platform/database/database';
import type { JobRun } from '../../platform/queue/job-kind';

/** The outcome of a piece of work in its network: more to do at once, nothing for now, or nothing found at all. */
export type PieceOutcome = 'more' | 'done' | 'idle';

export interface IterationPlan {
  readonly everyMs: number;
  readonly idleUpToMs: number;
  readonly atOnce?: number;
  doNext(networkId: string, options: { readonly onProgress: (progress: object) => void }): Promise<PieceOutcome>;
  /** A failure that the run survives: of one network, or of the question whether tills are at work. */
  onFailure(networkId: string | null, error: unknown): void;
}

/** How many pieces of one network are done, by each of those at once, before the next network has its turn. */
const PIECES_A_TURN = 20;
const MAX_NETWORKS = 100_000;
const OPEN_NETWORKS: NamedStatement = {
  name: 'open_networks',
  text: 'SELECT id FROM networks WHERE closed_at IS NULL ORDER BY id LIMIT $1',
};
/** Between two passes while some network has more, so that the till has the process and the pool in between. */
const BREATH_MS = 20;
/** Upper bound of a rest, because shutdown waits for it. */
const MAX_REST_MS = 1_000;

/**
 * Passes over the open networks until none of them has more to do. Several processes may do the same: the work itself
 * takes the lock of its network. Between runs only a hint is kept, of which networks were quiet.
 *
 * All of it may be late, so it gives way to the tills: after a piece beside which one of them was at a statement, in
 * whichever process, there is a rest as long as the piece took, and no other piece at once with it. So half of the time
 * is the tills', whatever a piece costs and on whichever machine.
 */
export class NetworkIteration {
  private readonly quiet = new Map<string, { until: number; forMs: number }>();
  private isUnderWay = false;

  constructor(
    private readonly database: Database,
    private readonly plan: IterationPlan,
  ) {}

  async run({ key: networkId, signal, reportProgress }: JobRun): Promise<void> {
    const turns = new Turns(this.database, this.plan, signal, reportProgress);
    if (networkId !== undefined) {
      while ((await turns.take(networkId)) === 'more' && !signal.aborted) await pause(BREATH_MS);
      turns.requireSuccess();
      return;
    }
    // The run that is under way looks at every network again before it ends.
    if (this.isUnderWay) return;
    this.isUnderWay = true;
    try {
      while ((await this.pass(turns, signal)) && !signal.aborted) await pause(BREATH_MS);
    } finally {
      this.isUnderWay = false;
    }
  }

  /** Whether some network has more to do. */
  private async pass(turns: Turns, signal: AbortSignal): Promise<boolean> {
    let hasMore = false;
    for (const { id } of await this.database.callAsPlatform<{ id: string }>(OPEN_NETWORKS, [MAX_NETWORKS])) {
      if (signal.aborted) break;
      if (this.isQuiet(id)) continue;
      const outcome = await turns.take(id);
      this.remember(id, outcome);
      if (outcome === 'more') hasMore = true;
    }
    return hasMore;
  }

  private isQuiet(networkId: string): boolean {
    return performance.now() < (this.quiet.get(networkId)?.until ?? 0);
  }

  private remember(networkId: string, outcome: TurnOutcome): void {
    if (outcome === 'more' || outcome === 'done') {
      this.quiet.delete(networkId);
      return;
    }
    const { everyMs, idleUpToMs } = this.plan;
    const forMs = Math.min((this.quiet.get(networkId)?.forMs ?? everyMs / 2) * 2, idleUpToMs);
    // The next run comes a period later, give or take what the queue needs to hand it on.
    this.quiet.set(networkId, { until: performance.now() + forMs - everyMs / 2, forMs });
  }
}

type TurnOutcome = PieceOutcome | 'failed';

/** The turns of networks within one run. */
class Turns {
  /** How long the last piece took; nothing when it found nothing to do. */
  private workedMs = 0;
  private pieces = 0;
  private failure: Error | undefined;

  constructor(
    private readonly database: Database,
    private readonly plan: IterationPlan,
    private readonly signal: AbortSignal,
    private readonly reportProgress: (progress: object) => void,
  ) {}

  /** Some pieces of a network. Never rejects: a failure ends the turn of its network, and no other's. */
  async take(networkId: string): Promise<TurnOutcome> {
    const { atOnce = 1 } = this.plan;
    if (await this.mustGiveWay()) await this.rest();
    // For most networks the first piece is all there is.
    let outcome = await this.doPiece(networkId);
    let left = PIECES_A_TURN * atOnce - 1;
    const goOn = async (isAlone: boolean): Promise<void> => {
      while (outcome === 'more' && left > 0 && !this.signal.aborted) {
        if (await this.mustGiveWay()) {
          if (!isAlone) return;
          await this.rest();
        }
        left -= 1;
        const next = await this.doPiece(networkId);
        if (next !== 'more') outcome = next;
      }
    };
    await Promise.all(Array.from({ length: atOnce }, (_, n) => goOn(n === 0)));
    return outcome;
  }

  /** Throws what a piece failed by, so that the queue tries the run again. */
  requireSuccess(): void {
    if (this.failure !== undefined) throw this.failure;
  }

  private async doPiece(networkId: string): Promise<TurnOutcome> {
    const began = performance.now();
    try {
      const outcome = await this.plan.doNext(networkId, { onProgress: this.reportProgress });
      this.workedMs = outcome === 'idle' ? 0 : performance.now() - began;
      this.pieces += 1;
      this.reportProgress({ pieces: this.pieces });
      return outcome;
    } catch (error) {
      this.failure = error instanceof Error ? error : new Error(String(error));
      this.plan.onFailure(networkId, error);
      return 'failed';
    }
  }

  /** Never rejects: a till that cannot be asked about is not there. */
  private async mustGiveWay(): Promise<boolean> {
    if (this.workedMs === 0) return false;
    try {
      return await this.database.wasReservedBusy(this.workedMs);
    } catch (error) {
      this.plan.onFailure(null, error);
      return false;
    }
  }

  private rest(): Promise<void> {
    return pause(Math.min(this.workedMs, MAX_REST_MS));
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
