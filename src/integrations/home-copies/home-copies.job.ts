import { setTimeout as pause } from 'node:timers/promises';
import { Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { Directory } from '../../platform/cells/directory';
import { OwnerArrivals } from '../../platform/cells/owner-arrivals';
import { onBulkConnection } from '../../platform/database/bulk-connection';
import { Database } from '../../platform/database/database';
import { JobQueue } from '../../platform/queue/job-queue';
import { settings } from '../../platform/settings/settings';
import { COPIED_TABLES, readRows, writeRows } from './home-copies.sql';

const EVERY_MS = 30_000;
/** The pause between two copies that calls ask for. */
const PAUSE_MS = 50;
const MOST_MET = 1_000;

/**
 * Copies to this cell what belongs to the whole installation: the seller, the plans, and the owners with their second factors and sessions. These
 * rows are made and changed only in the home cell, which has the directory.
 */
@Injectable()
export class HomeCopiesJob implements OnModuleInit {
  private readonly met = new Set<string>();
  private readonly logger = new Logger(HomeCopiesJob.name);
  private waiting: Promise<void> | undefined;
  private running: Promise<void> | undefined;

  constructor(
    private readonly directory: Directory,
    private readonly database: Database,
    private readonly jobs: JobQueue,
    private readonly owners: OwnerArrivals,
  ) {}

  onModuleInit(): void {
    if (this.directory.isHome) return;
    this.jobs.define(this, (job) => ({ name: 'home-copies', everyMs: EVERY_MS, isLong: true, run: () => job.copy() }));
    this.owners.whenOneCalls((sessionId) => this.copyOnce(sessionId));
  }

  /** Copies at once when an owner's session is unknown here, because the owner has just signed in at the home cell. */
  private async copyOnce(sessionId: string): Promise<void> {
    if (this.met.has(sessionId)) return;
    try {
      await this.copyFromNowOn();
      if (this.met.size >= MOST_MET) this.met.clear();
      this.met.add(sessionId);
    } catch (error) {
      this.logger.warn(`home was not read: ${String(error)}`);
    }
  }

  /** Starts a copy that begins after this call; calls that arrive meanwhile share it. */
  private copyFromNowOn(): Promise<void> {
    this.waiting ??= (async () => {
      await this.running?.catch(() => undefined);
      await pause(PAUSE_MS);
      this.waiting = undefined;
      this.running = this.copy();
      await this.running;
    })();
    return this.waiting;
  }

  async copy(): Promise<void> {
    const copies = await onBulkConnection(settings.directoryUrl, (home) =>
      home.write(async (tx) => {
        const read: string[] = [];
        for (const table of COPIED_TABLES) read.push(await readRows(tx, table));
        return read;
      }),
    );
    await this.database.asPlatform(async (tx) => {
      for (const [at, table] of COPIED_TABLES.entries()) await writeRows(tx, table, copies[at] ?? '[]');
    });
  }
}
