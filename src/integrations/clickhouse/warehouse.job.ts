import { Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { Networks } from '../../configuration';
import { Clock } from '../../platform/clock/clock';
import type { Tx } from '../../platform/database/database';
import { Health } from '../../platform/health/health';
import { lowestIdAt, newId, timeOfId } from '../../platform/ids/ids';
import { settings } from '../../platform/settings/settings';
import { Job, NetworkJob, type PieceOptions, type PieceOutcome, rowsOf } from '../../transactions';
import { EventLog } from '../events/event-log';
import { LOG_BEGIN } from '../events/event-position.rules';
import type { NetworkEvent } from '../events/event-types';
import { FACT_NAMES, FACTS, type FactTable } from '../facts/facts.rules';
import { type FactRows, Warehouse } from './warehouse';
import { WarehouseMetrics } from './warehouse-metrics';
import * as sql from './warehouse-positions.sql';
import { listFactPage, listFactsOf, listRewardedAnswers } from './warehouse-rows.sql';

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
  readonly reached: Partial<sql.WarehousePosition>;
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
    const { hasEvents, hasMessages } = await sql.findWork(this.database.readsOf(networkId), networkId);
    if (!hasEvents) this.metrics.noteDelay(networkId, 0);
    if (!hasEvents && !hasMessages) return 'idle';
    const holder = newId();
    const piece = await this.database.inNetwork(networkId, async (tx) => {
      const from = await sql.takePosition(tx, networkId, LOG_BEGIN, holder, LEASE_SECONDS);
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
    let reached: sql.WarehousePosition = piece.from;
    try {
      await this.warehouse.write(networkId, piece.facts);
      reached = piece.reached;
    } catch (error) {
      this.metrics.failures.inc();
      throw error;
    } finally {
      if (piece.since !== undefined) this.metrics.noteDelay(networkId, this.secondsSince(piece.since));
      await this.database.inNetwork(networkId, (tx) => sql.movePosition(tx, networkId, holder, reached));
    }
    return piece.isFull ? 'more' : 'done';
  }

  private async readEvents(
    tx: Tx,
    networkId: string,
    from: sql.WarehousePosition,
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
    { messagesAfter }: sql.WarehousePosition,
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
