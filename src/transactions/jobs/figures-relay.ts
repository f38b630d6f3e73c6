import { Injectable } from '@nestjs/common';
import { Database, type NamedStatement } from '../../platform/database/database';
import { JobQueue } from '../../platform/queue/job-queue';
import type { PieceOutcome } from './network-iteration';
import { NetworkJob } from './network-job';
import { RelayMetrics } from './relay-metrics';

/** Readers have figures counted first, so none waits for this: a look costs more than the counting of an event. */
const EVERY_MS = 5_000;
const IDLE_UP_TO_MS = 10_000;
/** Events counted in one transaction; a write transaction lives at most 6 s (ledger.md, rule 12). */
const EVENTS_A_PIECE = 10_000;

export const ADVANCE: NamedStatement = {
  name: 'figures_advance',
  text: 'SELECT moved, waiting_since FROM figures_advance($1, $2)',
};

export interface AdvanceRow {
  /** Events counted; below 0: another process is at it. */
  readonly moved: number;
  readonly waiting_since: Date | null;
}

/**
 * Turns events into `daily_figures`. The cursor moves in the transaction that counts, so each event counts once. A
 * scheduled job looks at every network; a reader of figures has them counted up to now first (`catchUp`).
 */
@Injectable()
export class FiguresRelay extends NetworkJob {
  constructor(
    private readonly database: Database,
    jobs: JobQueue,
    private readonly metrics: RelayMetrics,
  ) {
    super(database, jobs, {
      name: 'figures',
      everyMs: EVERY_MS,
      idleUpToMs: IDLE_UP_TO_MS,
      failure: 'counting figures failed',
    });
  }

  /** Counts the next piece of a network's events. `idle` also when another process is at it. */
  override async doNext(networkId: string): Promise<PieceOutcome> {
    const [row] = await this.database.callInNetwork<AdvanceRow>(ADVANCE, [networkId, EVENTS_A_PIECE]);
    if (row === undefined || row.moved < 0) return 'idle';
    this.metrics.counted(networkId, row.moved, row.waiting_since);
    if (row.moved === EVENTS_A_PIECE) return 'more';
    return row.moved > 0 ? 'done' : 'idle';
  }

  /** Counts what is below the watermark, so that who asks for figures sees their own sales in them. */
  async catchUp(networkId: string): Promise<void> {
    while ((await this.doNext(networkId)) === 'more');
  }
}
