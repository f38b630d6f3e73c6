import type { Database } from '../../platform/database/database';
import type { JobRun } from '../../platform/queue/job-kind';
import { rest } from './give-way';

/** The result of a turn. */
export interface Turn {
  readonly outcome: PieceOutcome;
  readonly pieces: number;
}

/** The outcome of a piece of work in its network: more to do at once, nothing for now, or nothing found at all. */
export type PieceOutcome = 'more' | 'done' | 'idle';

export interface TurnsPlan {
  readonly atOnce?: number;
  readonly restShare?: number;
  doNext(networkId: string, options: { readonly onProgress: JobRun['reportProgress'] }): Promise<PieceOutcome>;
  /** Reports that asking whether tills are at work failed. */
  onFailure(error: unknown): void;
}

/** How many pieces of one network are done, by each of those at once, before the next network has its turn. */
const PIECES_A_TURN = 20;
/** A turn begins no further piece after this, so that fifty networks need not wait for a huge one, nor a code for fifty networks. */
const TURN_MS = 1_000;

/**
 * The turns of networks at one kind of job, in one process.
 *
 * Jobs give way to the tills: if any till ran a statement during a piece, in
 * any process, the job then rests as long as the piece took, and runs no other piece of the kind at the same time. So half of the time
 * belongs to the tills, on a fast machine and on a slow one. A job for which people wait rests less (`restShare`).
 */
export class NetworkTurns {
  /** How long the last piece took; 0 when it found nothing to do. */
  private workedMs = 0;
  /** Settles with the last piece that ran beside tills; the next such piece waits for it. */
  private alone: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly database: Pick<Database, 'wasReservedBusy'>,
    private readonly plan: TurnsPlan,
  ) {}

  /** Does some pieces of a network's work. Rejects with the error of a piece. */
  async take(networkId: string, { signal, reportProgress }: Pick<JobRun, 'signal' | 'reportProgress'>): Promise<Turn> {
    const { atOnce = 1 } = this.plan;
    const endsAt = performance.now() + TURN_MS;
    let pieces = 0;
    let left = PIECES_A_TURN * atOnce - 1;
    const doPiece = async (isBeside: boolean): Promise<PieceOutcome> => {
      const done = await (isBeside ? this.doAlone(networkId, reportProgress) : this.doPiece(networkId, reportProgress));
      pieces += 1;
      reportProgress({ done: pieces, of: null });
      return done;
    };
    // For most networks the first piece is all there is.
    let outcome = await doPiece(await this.mustGiveWay());
    const goOn = async (isFirst: boolean): Promise<void> => {
      while (outcome === 'more' && left > 0 && !signal.aborted && performance.now() < endsAt) {
        const isBeside = await this.mustGiveWay();
        if (isBeside && !isFirst) return;
        left -= 1;
        const next = await doPiece(isBeside);
        // The pieces before it did something, so that there may be more in a period.
        if (next !== 'more') outcome = 'done';
      }
    };
    const ends = await Promise.allSettled(Array.from({ length: atOnce }, (_, n) => goOn(n === 0)));
    for (const end of ends) if (end.status === 'rejected') throw end.reason;
    return { outcome, pieces };
  }

  private doAlone(networkId: string, reportProgress: JobRun['reportProgress']): Promise<PieceOutcome> {
    const { restShare = 1 } = this.plan;
    const done = this.alone.then(async () => {
      await rest(this.workedMs * restShare);
      return this.doPiece(networkId, reportProgress);
    });
    this.alone = done.catch(() => undefined);
    return done;
  }

  private async doPiece(networkId: string, onProgress: JobRun['reportProgress']): Promise<PieceOutcome> {
    const began = performance.now();
    const outcome = await this.plan.doNext(networkId, { onProgress });
    this.workedMs = outcome === 'idle' ? 0 : performance.now() - began;
    return outcome;
  }

  /** Never rejects: a till that cannot be asked about is not there. */
  private async mustGiveWay(): Promise<boolean> {
    if (this.workedMs === 0) return false;
    try {
      return await this.database.wasReservedBusy(this.workedMs);
    } catch (error) {
      this.plan.onFailure(error);
      return false;
    }
  }
}
