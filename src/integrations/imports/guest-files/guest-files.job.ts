import { Database } from '../../../platform/database/database';
import { JobQueue } from '../../../platform/queue/job-queue';
import { noteGone } from '../../../platform/retention/retention-report.sql';
import { settings } from '../../../platform/settings/settings';
import { Job, NetworkJob, type PieceOutcome } from '../../../transactions';
import { GuestFileSteps } from './guest-file-steps';
import { GUEST_FILES_JOB } from './guest-files';
import * as sql from './guest-files.sql';

/** Does the steps of files of guests, each from where it was left, and takes away what is old. */
@Job(GUEST_FILES_JOB, { everyMs: 60_000, idleUpToMs: 600_000, signs: [], failure: 'a step of a file of guests failed' })
export class GuestFilesJob extends NetworkJob {
  constructor(
    private readonly database: Database,
    jobs: JobQueue,
    private readonly steps: GuestFileSteps,
  ) {
    super(database, jobs);
  }

  override async doNext(networkId: string): Promise<PieceOutcome> {
    const row = await this.database.inNetwork(networkId, (tx) => sql.findOpenFile(tx, networkId));
    if (row !== undefined) return (await this.steps.take(networkId, row, this.jobs.signal)) ? 'more' : 'done';
    return this.database.inNetwork(networkId, async (tx) => {
      const old = await sql.findOldFile(tx, networkId, settings.retentionDays.GUEST_FILES);
      if (old === undefined) return 'idle';
      await sql.deleteParts(tx, networkId, old.id, ['FILE', 'ROWS', 'REFUSED']);
      const isOver = old.importId !== null || old.status === 'DISCARDED';
      const emptied = { headEncrypted: null, refusalsEncrypted: null };
      await sql.changeFile(tx, networkId, old.id, isOver ? emptied : { ...emptied, status: 'DISCARDED' });
      await noteGone(tx, 'GUEST_FILES', { rows: 1, oldest: old.createdAt });
      return 'more';
    });
  }
}
