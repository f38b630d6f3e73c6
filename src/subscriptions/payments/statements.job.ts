import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Database } from '../../platform/database/database';
import { JobQueue } from '../../platform/queue/job-queue';
import { STATEMENTS_JOB, listUnread } from './statement-import.sql';
import { StatementReading } from './statement-reading';

/** A file is requested with its commit; this finds what no worker heard of. */
const EVERY_MS = 60_000;
const MOST_AT_ONCE = 100;

/** Reads the files of banks, each to its end. */
@Injectable()
export class StatementsJob implements OnModuleInit {
  constructor(
    private readonly database: Database,
    private readonly jobs: JobQueue,
    private readonly reading: StatementReading,
  ) {}

  onModuleInit(): void {
    this.jobs.define({ name: STATEMENTS_JOB, everyMs: EVERY_MS, run: ({ signal }) => this.readAll(signal) });
  }

  /** A file that fails keeps no other waiting; its failure is thrown after them. */
  async readAll(signal?: AbortSignal): Promise<void> {
    const failures: unknown[] = [];
    for (const id of await this.database.asPlatform((tx) => listUnread(tx, MOST_AT_ONCE))) {
      if (signal?.aborted === true) break;
      await this.reading.read(id, signal).catch((error: unknown) => failures.push(error));
    }
    if (failures.length > 0) throw new AggregateError(failures, 'reading a bank statement failed');
  }
}
