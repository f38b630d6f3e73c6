import { Injectable } from '@nestjs/common';
import type { GuestSummaries } from '../../identity';
import { Database, type NamedStatement } from '../../platform/database/database';
import { JobQueue } from '../../platform/queue/job-queue';
import type { PieceOutcome } from './network-iteration';
import { NetworkJob } from './network-job';

const EVERY_MS = 5_000;
const IDLE_UP_TO_MS = 10_000;
/** A guest with several sales in a piece is written once, so long pieces cost the tills less. */
const EVENTS_A_PIECE = 5_000;
/** A reader waits for no more: the first page of the list has to stay fast on a network that is selling. */
const EVENTS_OF_A_READER = 1_000;

const ADVANCE: NamedStatement = {
  name: 'guest_summaries_advance',
  text: 'SELECT guest_summaries_advance($1, $2) AS passed',
};

/** Turns events into `guest_summaries`: tier, points and last visit of the guests that the events name. */
@Injectable()
export class GuestSummaryRelay extends NetworkJob implements GuestSummaries {
  constructor(
    private readonly database: Database,
    jobs: JobQueue,
  ) {
    super(database, jobs, {
      name: 'guest-summaries',
      everyMs: EVERY_MS,
      idleUpToMs: IDLE_UP_TO_MS,
      failure: 'summarizing guests failed',
    });
  }

  /** Reads the next piece of a network's events. `idle` also when another process is at it. */
  override async doNext(networkId: string): Promise<PieceOutcome> {
    const passed = await this.advance(networkId, EVENTS_A_PIECE);
    if (passed === EVENTS_A_PIECE) return 'more';
    return passed > 0 ? 'done' : 'idle';
  }

  async catchUp(networkId: string): Promise<void> {
    await this.advance(networkId, EVENTS_OF_A_READER);
  }

  private async advance(networkId: string, limit: number): Promise<number> {
    const [row] = await this.database.callInNetwork<{ passed: number }>(ADVANCE, [networkId, limit]);
    return row?.passed ?? 0;
  }
}
