import { Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { Database } from '../../platform/database/database';
import { JobQueue } from '../../platform/queue/job-queue';

const EVERY_MS = 24 * 3_600_000;
const MONTHS_AHEAD = 3;

/**
 * Makes the next months' partitions of the event log before anything is written to them: once a day, by one process.
 * The months ahead give many days to try again; till then events go to the default partition.
 */
@Injectable()
export class EventPartitionsJob implements OnModuleInit {
  private readonly logger = new Logger(EventPartitionsJob.name);

  constructor(
    private readonly database: Database,
    private readonly jobs: JobQueue,
  ) {}

  onModuleInit(): void {
    this.jobs.define(this, (job) => ({ name: 'event-partitions', everyMs: EVERY_MS, run: () => job.keepAhead() }));
  }

  /** Names of the partitions made now. */
  async makePartitions(): Promise<string[]> {
    const rows = await this.database.asPlatform(
      (tx) =>
        tx.query<{ name: string }>`SELECT name AS "name!" FROM make_event_partitions(${MONTHS_AHEAD}) AS made(name)`,
    );
    return rows.map((row) => row.name);
  }

  private async keepAhead(): Promise<void> {
    const made = await this.makePartitions();
    if (made.length > 0) this.logger.log({ message: 'event partitions made', made });
  }
}
