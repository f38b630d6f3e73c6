import { Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { Networks } from '../../configuration';
import { Clock } from '../../platform/clock/clock';
import type { Tx } from '../../platform/database/database';
import { Health } from '../../platform/health/health';
import { lowestIdAt, newId, timeOfId } from '../../platform/ids/ids';
import { settings } from '../../platform/settings/settings';
import { Job, NetworkJob, type PieceOptions, type PieceOutcome, rowsOf } from '../../transactions';
import { EventLog } from '../events/event-log';
import { LOG_BEGIN, type EventPosition } from '../events/event-position.rules';
import type { NetworkEvent } from '../events/event-types';
import { FACT_NAMES, FACTS, type FactTable, type Fact } from '../facts/facts.rules';
import { type FactRows, Warehouse } from './warehouse';
import { WarehouseMetrics } from './warehouse-metrics';
import { findWork } from './warehouse-positions.sql';
import { ALL_TIME } from './warehouse-rows.sql';
import { type FactRow, selectFacts, findPageEnd, listFacts } from '../facts/facts.sql';

const LAST_ID = 'ffffffff-ffff-ffff-ffff-ffffffffffff';

interface FactPage {
  readonly rows: readonly FactRow[];
  /** The last id of the fact's table that was read; undefined: the table was read to its end. */
  readonly end: string | undefined;
}

/** How far the facts of a network were sent to the warehouse. */
interface WarehousePosition extends EventPosition {
  /** In the current round, messages up to this id were sent. */
  readonly messagesAfter: string;
  readonly messagesDueAt: Date;
}

const EVENTS_A_PIECE = 500;
const MESSAGES_A_PIECE = 5_000;
/** Longer than the calls of one piece. When the process dies, the network is free again after this time. */
const LEASE_SECONDS = 180;
/** A message changes when it is sent, delivered and opened, without an event, so each round reads the messages of these days again. */
const MESSAGE_DAYS = 3;
const ROUND_EVERY_MS = 15 * 60_000;
const DAY_MS = 86_400_000;

/** The events or messages of one piece. */
interface Part {
  readonly facts: readonly FactRows[];
  readonly reached: Partial<WarehousePosition>;
  readonly isFull: boolean;
}
const NOTHING: Part = { facts: [], reached: {}, isFull: false };

/**
 * Follows each network's event log and sends the facts to the warehouse. The position moves once ClickHouse has the rows, so a process that dies
 * before that repeats its piece, and the duplicate rows fold.
 */
@Job('warehouse', {
  everyMs: 1_000,
  isStream: true,
  signs: ['events'],
  failure: 'facts were not handed on to the warehouse',
})
export class WarehouseJob extends NetworkJob implements OnApplicationBootstrap {
  private readonly skips = new Logger(WarehouseJob.name);

  constructor(
    private readonly warehouse: Warehouse,
    private readonly log: EventLog,
    private readonly networks: Networks,
    private readonly metrics: WarehouseMetrics,
    private readonly health: Health,
    private readonly clock: Clock,
  ) {
    super();
  }

  override onModuleInit(): void {
    if (this.warehouse.isConfigured) super.onModuleInit();
  }

  onApplicationBootstrap(): void {
    const isAtWork = this.warehouse.isConfigured && settings.workers;
    this.health.register('clickhouse', false, async () => {
      if (!isAtWork) return { status: 'off' };
      await this.warehouse.ping();
      return { status: 'up' };
    });
  }

  override async doNext(networkId: string, options: PieceOptions = {}): Promise<PieceOutcome> {
    // A sandbox has only trials, so its facts are not sent.
    if ((await this.networks.getProfile(networkId)).sandboxOf !== null) return 'idle';
    const { hasEvents, hasMessages } = await findWork(this.database.readsOf(networkId), networkId);
    if (!hasEvents) this.metrics.noteDelay(networkId, 0);
    if (!hasEvents && !hasMessages) return 'idle';
    const holder = newId();
    const piece = await this.database.inNetwork(networkId, async (tx) => {
      const from = await takePosition(tx, networkId, LOG_BEGIN, holder, LEASE_SECONDS);
      if (from === undefined) return undefined;
      const ofEvents = await this.readEvents(tx, networkId, from, options);
      // Messages need not wait for events that an open transaction hides, only until all visible events are sent.
      const ofMessages =
        hasMessages && !ofEvents.isFull ? await this.readMessages(tx, networkId, from, options) : NOTHING;
      return {
        from,
        facts: [...ofEvents.facts, ...ofMessages.facts],
        reached: { ...from, ...ofEvents.reached, ...ofMessages.reached },
        isFull: ofEvents.isFull || ofMessages.isFull,
        since: ofEvents.since,
      };
    });
    if (piece === undefined) return 'done';
    let reached: WarehousePosition = piece.from;
    try {
      await this.warehouse.write(networkId, piece.facts);
      reached = piece.reached;
    } catch (error) {
      this.metrics.failures.inc();
      throw error;
    } finally {
      if (piece.since !== undefined) this.metrics.noteDelay(networkId, this.secondsSince(piece.since));
      // Moves and releases the position, unless the lease has ended and another holder has it.
      await this.database.inNetwork(
        networkId,
        (tx) => tx.query`
        UPDATE warehouse_positions
           SET epoch = ${reached.epoch}, xid = ${reached.xid}, event_id = ${reached.id},
             messages_after = ${reached.messagesAfter}, messages_due_at = ${reached.messagesDueAt}, holder = NULL,
           held_until = NULL
         WHERE network_id = ${networkId} AND holder = ${holder}`,
      );
    }
    return piece.isFull ? 'more' : 'done';
  }

  private async readEvents(
    tx: Tx,
    networkId: string,
    from: WarehousePosition,
    options: PieceOptions,
  ): Promise<Part & { readonly since: Date | undefined }> {
    const page = await this.log.readOnward(tx, networkId, from, isOfFact, rowsOf(EVENTS_A_PIECE, options));
    if (page.skippedBefore !== null) {
      const message = 'events are not kept any more; "cli warehouse backfill" brings the facts behind them';
      this.skips.warn({ message, networkId, before: page.skippedBefore.toISOString() });
    }
    const ids = await subjectsOf(
      tx,
      networkId,
      page.events.map(({ event }) => event),
    );
    const facts: FactRows[] = [];
    for (const name of FACT_NAMES) {
      const ofTable = ids[FACTS[name].of.table];
      if (ofTable.length > 0) facts.push({ name, rows: await listFactsOf(tx, networkId, FACTS[name], ofTable) });
    }
    const [first] = page.events;
    return { facts, reached: page.position, isFull: page.isFull, since: first && timeOfId(first.event.id) };
  }

  private async readMessages(
    tx: Tx,
    networkId: string,
    { messagesAfter }: WarehousePosition,
    options: PieceOptions,
  ): Promise<Part> {
    const limit = rowsOf(MESSAGES_A_PIECE, options);
    const { rows, end } = await listFactPage(tx, networkId, FACTS.messages, messagesAfter, limit);
    const now = this.clock.now().getTime();
    const again = {
      messagesAfter: lowestIdAt(now - MESSAGE_DAYS * DAY_MS),
      messagesDueAt: new Date(now + ROUND_EVERY_MS),
    };
    return {
      facts: [{ name: 'messages', rows }],
      reached: end === undefined ? again : { messagesAfter: end },
      isFull: end !== undefined,
    };
  }

  private secondsSince(moment: Date): number {
    return Math.max(0, (this.clock.now().getTime() - moment.getTime()) / 1_000);
  }
}

function isOfFact(type: string): boolean {
  return type.startsWith('transaction.') || type === 'feedback.answered';
}

/** The rows that the events concern, by table. A manual credit for a survey answer also concerns that answer. */
async function subjectsOf(
  tx: Tx,
  networkId: string,
  events: readonly NetworkEvent[],
): Promise<Readonly<Record<FactTable['table'], readonly string[]>>> {
  const [transactions, answers] = [new Set<string>(), new Set<string>()];
  const [byHand, guests] = [new Set<string>(), new Set<string>()];
  for (const { type, data } of events) {
    if ('saleId' in data) answers.add(data.saleId);
    if (!('transactionId' in data)) continue;
    transactions.add(data.transactionId);
    if (type !== 'transaction.manual' || data.guestId === null) continue;
    byHand.add(data.transactionId);
    guests.add(data.guestId);
  }
  if (byHand.size > 0)
    for (const saleId of await listRewardedAnswers(tx, networkId, [...guests], [...byHand])) answers.add(saleId);
  return { transactions: [...transactions], feedback_requests: [...answers], messages: [] };
}

/** Claims the network's position for this holder; undefined: another holder has it. A new position begins at the network's first event. */
async function takePosition(
  tx: Tx,
  networkId: string,
  begin: EventPosition,
  holder: string,
  leaseSeconds: number,
): Promise<WarehousePosition | undefined> {
  await tx.query`INSERT INTO warehouse_positions (network_id, epoch, xid, event_id, messages_after)
      VALUES (${networkId}, ${begin.epoch}, ${begin.xid}, ${begin.id}, ${begin.id}) ON CONFLICT DO NOTHING`;
  return tx.maybe<WarehousePosition>`
    UPDATE warehouse_positions SET holder = ${holder}, held_until = clock_timestamp() + make_interval(secs => ${leaseSeconds})
      WHERE network_id = ${networkId} AND (holder IS NULL OR held_until < clock_timestamp())
     RETURNING epoch, xid, event_id AS id, messages_after, messages_due_at`;
}

/** The facts of these rows of the fact's table; the caller limits the number of ids. */
function listFactsOf(tx: Tx, networkId: string, fact: Fact, ids: readonly string[]): Promise<FactRow[]> {
  return tx.query<FactRow>(selectFacts(fact, `t.${fact.of.idColumn} = ANY ($2::uuid[])`), [networkId, ids]);
}

/** The facts of the rows after an id, one page. */
async function listFactPage(tx: Tx, networkId: string, fact: Fact, after: string, limit: number): Promise<FactPage> {
  const end = await findPageEnd(tx, networkId, fact.of, { after, upTo: LAST_ID }, limit);
  return { rows: await listFacts(tx, networkId, fact, { after, upTo: end ?? LAST_ID }, ALL_TIME), end };
}

/** Survey answers that earned one of these manual credits, at most one answer for each credit. */
async function listRewardedAnswers(
  tx: Tx,
  networkId: string,
  guestIds: readonly string[],
  awardIds: readonly string[],
): Promise<string[]> {
  const rows = await tx.query<{ saleId: string }>`SELECT sale_id FROM feedback_requests
      WHERE network_id = ${networkId} AND guest_id = ANY (${guestIds}::uuid[]) AND asked_at IS NOT NULL AND award_id = ANY (${awardIds}::uuid[])`;
  return rows.map(({ saleId }) => saleId);
}
