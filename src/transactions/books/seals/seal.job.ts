import { Injectable } from '@nestjs/common';
import { Database } from '../../../platform/database/database';
import { JobQueue } from '../../../platform/queue/job-queue';
import { NetworkJob } from '../../jobs/network-job';
import type { PieceOutcome } from '../../jobs/network-iteration';
import { SEAL_AT_MOST, Sealer } from './sealer';

const EVERY_MS = 5_000;
const IDLE_UP_TO_MS = 30_000;

/** Keeps every network's journal sealed while the process has workers. */
@Injectable()
export class SealJob extends NetworkJob {
  constructor(
    database: Database,
    jobs: JobQueue,
    private readonly sealer: Sealer,
  ) {
    super(database, jobs, { name: 'seals', everyMs: EVERY_MS, idleUpToMs: IDLE_UP_TO_MS, failure: 'sealing failed' });
  }

  override async doNext(networkId: string): Promise<PieceOutcome> {
    const seal = await this.sealer.sealNext(networkId);
    const isFull = seal?.transactions === SEAL_AT_MOST;
    await (isFull ? this.sealer.publishHead(networkId) : this.sealer.publishWhenDue(networkId));
    if (seal === undefined) return 'idle';
    return isFull ? 'more' : 'done';
  }
}
