import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/database/database';
import { JobQueue } from '../../platform/queue/job-queue';
import { NetworkJob, type PieceOutcome } from '../../transactions';
import { BucketExports, FACT_EXPORTS_JOB } from './bucket-exports';

const EVERY_MS = 60_000;
const IDLE_UP_TO_MS = 600_000;

/** Writes the files of exports into the bucket, a file of one network after a file of another. */
@Injectable()
export class BucketExportsJob extends NetworkJob {
  constructor(
    database: Database,
    jobs: JobQueue,
    private readonly exports: BucketExports,
  ) {
    super(database, jobs, {
      ...{ name: FACT_EXPORTS_JOB, everyMs: EVERY_MS, idleUpToMs: IDLE_UP_TO_MS, signs: [] },
      failure: 'a file of an export was not written',
    });
  }

  override async doNext(networkId: string): Promise<PieceOutcome> {
    return (await this.exports.writeNext(networkId)) ? 'more' : 'idle';
  }
}
