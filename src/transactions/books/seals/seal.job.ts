import { Injectable } from '@nestjs/common';
import { Database } from '../../../platform/database/database';
import { JobQueue } from '../../../platform/queue/job-queue';
import { NetworkJob, type PieceOptions, rowsOf } from '../../jobs/network-job';
import type { PieceOutcome } from '../../jobs/network-iteration';
import { SEAL_AT_MOST, Sealer } from './sealer';

const EVERY_MS = 5_000;
const IDLE_UP_TO_MS = 300_000;

/** Keeps every network's journal sealed while the process has workers. */
@Injectable()
export class SealJob extends NetworkJob {
  constructor(
    database: Database,
    jobs: JobQueue,
    private readonly sealer: Sealer,
  ) {
    super(database, jobs, {
      name: 'seals',
      everyMs: EVERY_MS,
      idleUpToMs: IDLE_UP_TO_MS,
      signs: ['due'],
      failure: 'sealing failed',
    });
  }

  override async doNext(networkId: string, options: PieceOptions = {}): Promise<PieceOutcome> {
    const atMost = rowsOf(SEAL_AT_MOST, options);
    const seal = await this.sealer.sealNext(networkId, false, atMost);
    const isFull = seal?.transactions === atMost;
    await (isFull ? this.sealer.publishHead(networkId) : this.sealer.publishWhenDue(networkId));
    if (seal === undefined) return 'idle';
    return isFull ? 'more' : 'done';
  }
}
