import { setTimeout as pause } from 'node:timers/promises';
import { Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { Clock } from '../../platform/clock/clock';
import { Database } from '../../platform/database/database';
import { lowestIdAt, timeOfId } from '../../platform/ids/ids';
import { JobQueue } from '../../platform/queue/job-queue';
import { noteGone } from '../../platform/retention/retention-report.sql';
import { settings } from '../../platform/settings/settings';
import * as sql from './event-retention.sql';

const DAY_MS = 86_400_000;
const EVERY_MS = DAY_MS;
/** Rows in a piece of the copy. A piece is one transaction, and delays the log's readers while it runs. */
const ROWS_A_PIECE = 20_000;
/** How often a run tries to get the locks for a replacement; then the next run tries. */
const ATTEMPTS = 20;
const REST_MS = 3_000;
/**
 * Positions are ordered by transaction, months by the time in the id. Transactions last seconds, so an event made a minute after a month's end
 * always has a later position than the month's last event.
 */
const SETTLED_MS = 60_000;
const LOCK_NOT_AVAILABLE = '55P03';

/**
 * The outcome for a partition: replaced, or why not. `WAITING`: a subscriber has not read it; `LOCKED`: locks were not free; `STOPPED`: the process
 * ends.
 */
interface PartitionOutcome {
  readonly partition: string;
  readonly outcome: Exclude<sql.Replacement, 'ALREADY'> | 'WAITING' | 'LOCKED' | 'STOPPED';
  readonly networkId?: string;
  readonly reader?: string;
}

/**
 * Keeps the event log for the `events` days of `RETENTION_DAYS`. An older partition that all subscribers have read is replaced by one with only its journal rows; from then
 * on readers begin after it. It can be killed anywhere and repeated: the readers' mark is set first, the copy goes on where it stopped, and the
 * replacement is one transaction.
 */
@Injectable()
export class EventRetentionJob implements OnModuleInit {
  private readonly logger = new Logger(EventRetentionJob.name);

  constructor(
    private readonly database: Database,
    private readonly jobs: JobQueue,
    private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    this.jobs.define(this, (job) => ({
      name: 'event-retention',
      everyMs: EVERY_MS,
      isLong: true,
      run: ({ signal }) => job.run(signal),
    }));
  }

  /** Replaces partitions with no event from `before` on, oldest first, up to one that must stay for now. */
  async trim(before: Date, signal?: AbortSignal): Promise<PartitionOutcome[]> {
    const partitions = await this.database.asPlatform((tx) =>
      sql.listWholePartitions(tx, lowestIdAt(before.getTime())),
    );
    const outcomes: PartitionOutcome[] = [];
    for (const partition of partitions) {
      if (signal?.aborted === true) break;
      const outcome = await this.trimPartition(partition, signal);
      outcomes.push(outcome);
      if (outcome.outcome !== 'REPLACED') break;
    }
    return outcomes;
  }

  /** One daily run. */
  async run(signal: AbortSignal): Promise<void> {
    const days = settings.retentionDays.EVENT_MONTHS;
    if (days === 0) return;
    const before = new Date(this.clock.now().getTime() - days * DAY_MS);
    for (let attempt = 1; ; attempt += 1) {
      const outcomes = await this.trim(before, signal);
      for (const outcome of outcomes)
        this.logger.log({ message: 'a month of the event log is past its time', ...outcome });
      if (outcomes.at(-1)?.outcome !== 'LOCKED' || attempt === ATTEMPTS || signal.aborted) return;
      await pause(REST_MS, undefined, { signal }).catch(() => undefined);
    }
  }

  private async trimPartition(partition: sql.EventPartition, signal?: AbortSignal): Promise<PartitionOutcome> {
    const { name } = partition;
    const ends = await this.listEnds(partition);
    const waiting = ends.find(({ reader }) => reader !== null);
    if (waiting !== undefined)
      return { partition: name, outcome: 'WAITING', networkId: waiting.networkId, reader: waiting.reader ?? '' };
    const keptFrom = new Date(timeOfId(partition.endId).getTime() + SETTLED_MS);
    for (const end of ends) await this.database.inNetwork(end.networkId, (tx) => sql.moveMark(tx, end, keptFrom));
    try {
      if (!(await this.copy(name, signal))) return { partition: name, outcome: 'STOPPED' };
      const outcome = await this.database.asPlatform(async (tx) => {
        const replaced = await sql.replacePartition(tx, name, ends);
        const oldest = timeOfId(partition.firstId);
        if (replaced === 'REPLACED') await noteGone(tx, 'EVENT_MONTHS', { rows: 1, oldest });
        return replaced === 'ALREADY' ? 'REPLACED' : replaced;
      });
      return { partition: name, outcome };
    } catch (error) {
      if ((error as { code?: unknown }).code !== LOCK_NOT_AVAILABLE) throw error;
      return { partition: name, outcome: 'LOCKED' };
    }
  }

  /** The last event of each network in a partition; stops after the first network with a subscriber that has not read its events. */
  private async listEnds(partition: sql.EventPartition): Promise<sql.NetworkEnd[]> {
    const followers = {
      hasKafka: settings.kafkaBrokers.length > 0,
      hasWarehouse: settings.clickhouseUrl !== undefined,
    };
    const ends: sql.NetworkEnd[] = [];
    for (const { id, isOpen } of await this.database.asPlatform(sql.listNetworks)) {
      const end = await this.database.inNetwork(id, (tx) => sql.findEnd(tx, id, partition, followers));
      if (end === undefined) continue;
      // No job serves a closed network any more, so its subscribers don't count.
      ends.push(isOpen ? end : { ...end, reader: null });
      if (ends.at(-1)?.reader !== null) break;
    }
    return ends;
  }

  /** Continues the copy where it stopped, whichever process began it. Returns whether the copy is complete. */
  private async copy(partition: string, signal?: AbortSignal): Promise<boolean> {
    let reached: sql.CopiedUpTo | undefined;
    do {
      const after = reached;
      reached = await this.database.asPlatform((tx) => sql.copyJournal(tx, partition, after, ROWS_A_PIECE));
    } while (reached !== undefined && signal?.aborted !== true);
    return reached === undefined;
  }
}
