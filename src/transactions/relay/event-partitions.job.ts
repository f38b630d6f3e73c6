import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { Database } from '../../platform/database/database';
import { settings } from '../../platform/settings/settings';

const EVERY_MS = 24 * 3_600_000;
const MONTHS_AHEAD = 3;

/** Makes the next months' partitions of the event log before anything is written to them. */
@Injectable()
export class EventPartitionsJob implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger(EventPartitionsJob.name);
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<unknown> = Promise.resolve();

  constructor(private readonly database: Database) {}

  /** Names of the partitions made now. */
  async makePartitions(): Promise<string[]> {
    const rows = await this.database.asPlatform((tx) =>
      tx.query<{ name: string }>('SELECT name FROM make_event_partitions($1) AS made(name)', [MONTHS_AHEAD]),
    );
    return rows.map((row) => row.name);
  }

  onApplicationBootstrap(): void {
    if (!settings.workers) return;
    this.runOnce();
    this.timer = setInterval(() => this.runOnce(), EVERY_MS).unref();
  }

  async onModuleDestroy(): Promise<void> {
    clearInterval(this.timer);
    await this.running;
  }

  private runOnce(): void {
    this.running = this.makePartitions().then(
      (made) => made.length > 0 && this.logger.log({ message: 'event partitions made', made }),
      // The months ahead give many days to try again; till then events go to the default partition.
      (error: unknown) => this.logger.error({ message: 'event partitions were not made', error }),
    );
  }
}
