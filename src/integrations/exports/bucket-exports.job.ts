import { Database } from '../../platform/database/database';
import { JobQueue } from '../../platform/queue/job-queue';
import { Job, NetworkJob, type PieceOutcome } from '../../transactions';
import { BucketExports, FACT_EXPORTS_JOB } from './bucket-exports';

/** Writes the files of exports into the bucket, a file of one network after a file of another. */
@Job(FACT_EXPORTS_JOB, {
  everyMs: 60_000,
  idleUpToMs: 600_000,
  signs: [],
  failure: 'a file of an export was not written',
})
export class BucketExportsJob extends NetworkJob {
  constructor(
    database: Database,
    jobs: JobQueue,
    private readonly exports: BucketExports,
  ) {
    super(database, jobs);
  }

  override async doNext(networkId: string): Promise<PieceOutcome> {
    return (await this.exports.writeNext(networkId)) ? 'more' : 'idle';
  }
}
