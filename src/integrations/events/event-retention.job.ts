import { setTimeout as pause } from 'node:timers/promises';
import { Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { Clock } from '../../platform/clock/clock';
import { Database, type Tx, allowLonger } from '../../platform/database/database';
import { lowestIdAt, timeOfId } from '../../platform/ids/ids';
import { JobQueue } from '../../platform/queue/job-queue';
import { noteGone } from '../../platform/retention/retention-report.sql';
import { settings } from '../../platform/settings/settings';
import type { EventPosition } from './event-position.rules';

/** A partition of the event log: events with ids from `firstId` on, below `endId`. */
interface EventPartition {
  readonly name: string;
  readonly firstId: string;
  readonly endId: string;
}

/** The last event of a network in a partition. */
interface NetworkEnd extends EventPosition {
  readonly networkId: string;
  /** A subscriber that has not read the event yet; null: there is none. */
  readonly reader: string | null;
}

/** Subscribers in every network that also count events outside the journal. Other subscribers begin with the journal. */
const NOT_OF_JOURNAL_ALONE = ['figures', 'guest-summaries'];

/** The position up to which a partition's journal rows are copied, in the order of the key. */
interface CopiedUpTo extends EventPosition {
  readonly networkId: string;
}

/**
 * Whether a partition was replaced, here or by a faster process, or why not: rows came after the marks, the copy was incomplete, or the default
 * partition is large.
 */
type Replacement = 'REPLACED' | 'ALREADY' | 'UNREAD' | 'CHANGED' | 'DEFAULT';

/** The time limit of a replacement. It first counts whole months and writes nothing, so it may take long without delaying the log's readers. */
const REPLACED_WITHIN_MS = 600_000;

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
  readonly outcome: Exclude<Replacement, 'ALREADY'> | 'WAITING' | 'LOCKED' | 'STOPPED';
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
    // Partitions that still have all their events, none of them from id `before` on; oldest first.
    const partitions = await this.database.asPlatform(
      (tx) =>
        tx.query<EventPartition>`
        SELECT name AS "name!", first_id AS "first_id!", end_id FROM list_event_partitions()
         WHERE end_id <= ${lowestIdAt(before.getTime())} AND name NOT LIKE '%\\_journal' ORDER BY first_id`,
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

  private async trimPartition(partition: EventPartition, signal?: AbortSignal): Promise<PartitionOutcome> {
    const { name } = partition;
    const ends = await this.listEnds(partition);
    const waiting = ends.find(({ reader }) => reader !== null);
    if (waiting !== undefined)
      return { partition: name, outcome: 'WAITING', networkId: waiting.networkId, reader: waiting.reader ?? '' };
    const keptFrom = new Date(timeOfId(partition.endId).getTime() + SETTLED_MS);
    // Makes the network's readers begin after this position from now on. A mark never moves back.
    for (const end of ends)
      await this.database.inNetwork(
        end.networkId,
        (tx) => tx.query`
        INSERT INTO event_marks AS m (network_id, epoch, xid, event_id, kept_from)
         VALUES (${end.networkId}, ${end.epoch}, ${end.xid}, ${end.id}, ${keptFrom})
         ON CONFLICT (network_id) DO UPDATE
           SET epoch = excluded.epoch, xid = excluded.xid, event_id = excluded.event_id, kept_from = excluded.kept_from
           WHERE (m.epoch, m.xid, m.event_id) < (excluded.epoch, excluded.xid, excluded.event_id)`,
      );
    try {
      if (!(await this.copy(name, signal))) return { partition: name, outcome: 'STOPPED' };
      const outcome = await this.database.asPlatform(async (tx) => {
        const replaced = await replacePartition(tx, name, ends);
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
  private async listEnds(partition: EventPartition): Promise<NetworkEnd[]> {
    const followers = {
      hasKafka: settings.kafkaBrokers.length > 0,
      hasWarehouse: settings.clickhouseUrl !== undefined,
    };
    const ends: NetworkEnd[] = [];
    for (const { id, isOpen } of await this.database.asPlatform(listNetworks)) {
      const end = await this.database.inNetwork(id, (tx) => findEnd(tx, id, partition, followers));
      if (end === undefined) continue;
      // No job serves a closed network any more, so its subscribers don't count.
      ends.push(isOpen ? end : { ...end, reader: null });
      if (ends.at(-1)?.reader !== null) break;
    }
    return ends;
  }

  /** Continues the copy where it stopped, whichever process began it. Returns whether the copy is complete. */
  private async copy(partition: string, signal?: AbortSignal): Promise<boolean> {
    let reached: CopiedUpTo | undefined;
    do {
      const after = reached;
      // Copies the next journal rows; undefined: all are copied.
      reached = await this.database.asPlatform(
        (tx) => tx.maybe<CopiedUpTo>`
        SELECT network_id AS "network_id!", epoch AS "epoch!", xid AS "xid!", id AS "id!"
         FROM copy_journal_events(${partition}, ${after?.networkId ?? null}, ${after?.epoch ?? null}, ${after?.xid ?? null}, ${after?.id ?? null}, ${ROWS_A_PIECE})`,
      );
    } while (reached !== undefined && signal?.aborted !== true);
    return reached === undefined;
  }
}

function listNetworks(tx: Tx) {
  return tx.query<{ id: string; isOpen: boolean }>`SELECT id, closed_at IS NULL AS is_open FROM networks ORDER BY id`;
}

/**
 * A network's last event in a partition, and a subscriber that has not read it; undefined: the network has no event there. A webhook or a wallet
 * mirror that is switched off holds no events back. Once it is switched on again, it gets the events that are still kept.
 * @param followers whether the log goes to Kafka, and its facts to a warehouse
 */
function findEnd(
  tx: Tx,
  networkId: string,
  { firstId, endId }: EventPartition,
  followers: { readonly hasKafka: boolean; readonly hasWarehouse: boolean },
) {
  return tx.maybe<NetworkEnd>`SELECT ${networkId}::uuid AS "network_id!", l.epoch, l.xid, l.id, (
        SELECT r.reader FROM (
          SELECT c.subscriber AS reader, c.epoch, c.xid, c.id FROM event_cursors c WHERE c.network_id = ${networkId}
          UNION ALL
          SELECT s.name, 0, 0, NULL FROM unnest(${NOT_OF_JOURNAL_ALONE}::text[]) s(name)
           WHERE NOT EXISTS (SELECT FROM event_cursors c WHERE c.network_id = ${networkId} AND c.subscriber = s.name)
          UNION ALL
          SELECT 'webhook ' || w.id, w.epoch, w.xid, w.event_id FROM webhooks w
           WHERE w.network_id = ${networkId} AND w.removed_at IS NULL AND w.disabled_reason IS NULL
          UNION ALL
          SELECT 'mirror ' || m.connection_id, m.epoch, m.xid, m.event_id FROM till_mirrors m
            JOIN till_connections t ON t.network_id = m.network_id AND t.id = m.connection_id
           WHERE m.network_id = ${networkId} AND t.enabled AND t.removed_at IS NULL
             AND t.credentials_encrypted IS NOT NULL AND json_typeof(t.options -> 'mirror') = 'object'
          UNION ALL
          SELECT 'kafka', k.epoch, k.xid, k.event_id FROM kafka_positions k WHERE k.network_id = ${networkId} AND ${followers.hasKafka}
          UNION ALL
          SELECT 'warehouse', w.epoch, w.xid, w.event_id FROM warehouse_positions w WHERE w.network_id = ${networkId}
            AND ${followers.hasWarehouse}) r
         WHERE (r.epoch, r.xid, r.id) < (l.epoch, l.xid, l.id)
         ORDER BY r.reader LIMIT 1) AS reader
      FROM (SELECT e.epoch, e.xid, e.id FROM events e WHERE e.network_id = ${networkId} AND e.id >= ${firstId} AND e.id < ${endId}
        ORDER BY e.epoch DESC, e.xid DESC, e.id DESC LIMIT 1) l`;
}

/** Replaces the partition by its copy. */
async function replacePartition(tx: Tx, partition: string, ends: readonly NetworkEnd[]): Promise<Replacement> {
  await allowLonger(tx, REPLACED_WITHIN_MS);
  const { outcome } = await tx.one<{ outcome: Replacement }>`
    SELECT replace_event_partition(${partition}, ${ends.map(({ networkId }) => networkId)}::uuid[],
     ${ends.map(({ epoch }) => epoch)}::integer[], ${ends.map(({ xid }) => xid)}::bigint[], ${ends.map(({ id }) => id)}::uuid[]) AS "outcome!"`;
  return outcome;
}
