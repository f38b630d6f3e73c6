import { Injectable, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { Gauge, register } from '../telemetry/metrics';
import { Database, type Tx } from './database';
import { settings } from '../settings/settings';
import { Logger } from '../telemetry/logger';
import { databaseNowMs, learnDatabaseTime, type TimeSample } from '../clock/database-time';

const OFFSET = 'loyalty_clock_offset_seconds';

const LEARN_EVERY_MS = 60_000;
/** How often the database's clock is read in a row, so that probably at least one answer comes without delay. */
const SAMPLES = 5;
/** A larger difference is logged, because it also makes the machine's logs and certificate checks wrong. */
const WARN_ABOVE_SECONDS = 1;

/**
 * Reads the database's time before anything is served, and again each minute. While the database is away, the last
 * reading counts.
 */
@Injectable()
export class ClockKeeper implements OnModuleInit, OnModuleDestroy {
  private timer: NodeJS.Timeout | undefined;
  private learning: Promise<void> = Promise.resolve();
  private stopped = false;
  private hasWarned = false;

  constructor(
    private readonly database: Database,
    private readonly logger: Logger,
  ) {
    register.removeSingleMetric(OFFSET);
    new Gauge({
      name: OFFSET,
      help: "Seconds by which the database's clock is ahead of this process's own.",
      collect(): void {
        this.set(offsetSeconds());
      },
    });
  }

  /** An error ends the start, because without the database's time nothing can be dated. */
  async onModuleInit(): Promise<void> {
    // `DatabaseGuard` refuses this start and says what is missing.
    if (settings.databaseUrl === '') return;
    await this.learn();
    this.schedule();
  }

  async onModuleDestroy(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.timer);
    await this.learning;
  }

  private schedule(): void {
    if (this.stopped) return;
    this.timer = setTimeout(() => {
      this.learning = this.learn()
        .catch((error: unknown) =>
          this.logger.event('warn', 'the time of the database is not known anew', { err: error }),
        )
        .finally(() => this.schedule());
    }, LEARN_EVERY_MS).unref();
  }

  private async learn(): Promise<void> {
    learnDatabaseTime(await this.database.asPlatform(readSamples));
    this.warnOnce(offsetSeconds());
  }

  /** Warns once each time the difference goes beyond the bound. */
  private warnOnce(seconds: number): void {
    const isBeyond = Math.abs(seconds) > WARN_ABOVE_SECONDS;
    if (isBeyond && !this.hasWarned)
      this.logger.event('warn', "this machine's clock is not the database's, by which everything is dated", {
        seconds,
      });
    this.hasWarned = isBeyond;
  }
}

async function readSamples(tx: Tx): Promise<TimeSample[]> {
  const samples: TimeSample[] = [];
  for (let n = 0; n < SAMPLES; n += 1) {
    const askedAtMs = performance.now();
    const { ms } = await tx.one<{ ms: number }>`SELECT date_part('epoch', clock_timestamp()) * 1000 AS ms`;
    samples.push({ askedAtMs, answeredAtMs: performance.now(), databaseMs: ms });
  }
  return samples;
}

function offsetSeconds(): number {
  return (databaseNowMs() - Date.now()) / 1_000;
}
