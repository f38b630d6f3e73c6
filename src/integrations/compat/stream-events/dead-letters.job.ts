import { Injectable } from '@nestjs/common';
import { Clock } from '../../../platform/clock/clock';
import { Database } from '../../../platform/database/database';
import { deleteAged } from '../../../platform/outbox/pieces.sql';
import { JobQueue } from '../../../platform/queue/job-queue';
import { settings } from '../../../platform/settings/settings';
import { NetworkJob, type PieceOptions, type PieceOutcome, rowsOf } from '../../../transactions';

const EVERY_MS = 3_600_000;
const IDLE_UP_TO_MS = 6 * 3_600_000;
const DELETED_A_PIECE = 500;

/** Deletes dead letters by age, because they hold personal data. */
@Injectable()
export class DeadLettersJob extends NetworkJob {
  constructor(
    private readonly database: Database,
    jobs: JobQueue,
    private readonly clock: Clock,
  ) {
    const failure = 'old dead letters were not deleted';
    super(database, jobs, { name: 'dead-letters', everyMs: EVERY_MS, idleUpToMs: IDLE_UP_TO_MS, failure });
  }

  override async doNext(networkId: string, options: PieceOptions = {}): Promise<PieceOutcome> {
    const limit = rowsOf(DELETED_A_PIECE, options);
    const old = { table: 'dead_letters', days: settings.inboxDays, now: this.clock.now(), limit };
    const deleted = await this.database.inNetwork(networkId, (tx) => deleteAged(tx, networkId, old));
    return deleted === limit ? 'more' : 'idle';
  }
}
