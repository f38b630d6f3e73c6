import { setTimeout as pause } from 'node:timers/promises';
import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import { messages } from '../../generated/words/messages';
import { Clock } from '../../platform/clock/clock';
import { Database, type Tx } from '../../platform/database/database';
import { pageAddress } from '../../platform/http/page-address';
import { newId } from '../../platform/ids/ids';
import { FORMATTERS } from '../../platform/language/formatters';
import { Logger } from '../../platform/telemetry/logger';
import { ManagerLetters } from '../../security';
import { EventLog } from '../events/event-log';
import { fitsPatterns } from '../events/event-pattern.rules';
import { LaneCalls } from './lane-calls';
import { WebhookCalls } from './webhook-calls';
import type { CallResult } from './webhook-http';
import { decideReceiver, decideRetry, type ReceiverChange } from './webhook-retries.rules';
import * as sql from './webhooks.sql';

/** The most lanes of one process; a receiver that hangs blocks its own lane for 15 seconds at a time. */
const MAX_LANES = 200;
/** Longer than a round takes. When a process dies, its lanes are free again after this time. */
const LEASE_SECONDS = 60;
const CALLS_AT_ONCE = 50;
/** How many calls try a receiver whose last call failed. */
const CALLS_OF_A_TRIAL = 1;
/** The most deliveries of a webhook that wait outside the event log; further events stay in the log. */
export const MAX_WAITING = 1_000;
/** The most events, and deliveries, of a round. A round has two commits, whose cost they share. */
const EVENTS_A_ROUND = 200;
/** The longest round; a call that takes longer delays only its own guest's deliveries. */
const ROUND_MS = 1_000;
/** How long an idle lane looks for more, so that events soon after a delivery are not late. */
const LINGER_MS = 3_000;
const LOOK_EVERY_MS = 250;

/** A failed call proves less about the receiver when another call succeeded meanwhile. */
const SUCCESS_BESIDE = { failure: null, retryAfterSeconds: null } as const;

interface Round {
  readonly webhook: sql.LaneWebhook;
  readonly deliveries: readonly sql.DueDelivery[];
  /** Whether the log may have more events for the lane at once. */
  readonly hasMore: boolean;
}

/**
 * Delivers events in one lane for each webhook, so that a failing receiver delays no other. A lane takes events from the log, calls the receiver
 * and records the outcome. If the process ends in between, the delivery still waits and is sent again. A lane is leased, so two processes can't mix
 * up a webhook's order.
 */
@Injectable()
export class WebhookLanes implements OnModuleDestroy {
  private readonly ending = new AbortController();
  private readonly running = new Map<string, Promise<void>>();

  constructor(
    private readonly database: Database,
    private readonly log: EventLog,
    private readonly calls: WebhookCalls,
    private readonly letters: ManagerLetters,
    private readonly clock: Clock,
    private readonly logger: Logger,
  ) {}

  async onModuleDestroy(): Promise<void> {
    this.ending.abort();
    await Promise.all(this.running.values());
  }

  /** Starts a webhook's lane, unless this process already runs it, or runs its most lanes. */
  start(networkId: string, webhookId: string): void {
    if (this.running.has(webhookId) || this.running.size >= MAX_LANES || this.ending.signal.aborted) return;
    const lane = this.run(networkId, webhookId)
      .catch((err: unknown) => {
        // The job starts the lane again.
        if (!this.ending.signal.aborted)
          this.logger.event('error', 'delivering to a webhook failed', { networkId, webhookId, err });
      })
      .finally(() => this.running.delete(webhookId));
    this.running.set(webhookId, lane);
  }

  private async run(networkId: string, webhookId: string): Promise<void> {
    const lane = newId();
    const { signal } = this.ending;
    const calls = new LaneCalls((webhook, { eventId, body }) =>
      this.calls.call(networkId, webhook, { id: eventId, body }, signal),
    );
    let webhook: sql.LaneWebhook | undefined;
    let workedAt = -Infinity;
    try {
      while (!signal.aborted) {
        const round = await this.database.inNetwork(networkId, (tx) =>
          this.prepare(tx, networkId, webhookId, lane, calls.deliveries),
        );
        if (round === undefined) break;
        webhook = round.webhook;
        await calls.work(webhook, round.deliveries, callsAtOnce(webhook), ROUND_MS);
        if (await this.record(networkId, lane, webhook, calls)) {
          workedAt = performance.now();
        } else if (calls.size === 0 && !round.hasMore) {
          if (performance.now() - workedAt > LINGER_MS) return;
          await pause(LOOK_EVERY_MS, undefined, { signal });
        }
      }
      await calls.waitForAll();
      if (webhook !== undefined) await this.record(networkId, lane, webhook, calls);
    } finally {
      await this.database.inNetwork(networkId, (tx) => sql.leaveLane(tx, networkId, webhookId, lane));
    }
  }

  /** Takes the next events from the log with the webhook's row locked, and selects the due deliveries. */
  private async prepare(
    tx: Tx,
    networkId: string,
    webhookId: string,
    lane: string,
    open: readonly sql.DueDelivery[],
  ): Promise<Round | undefined> {
    const webhook = await sql.takeLane(tx, networkId, webhookId, lane, LEASE_SECONDS);
    if (webhook === undefined) return undefined;
    let hasMore = false;
    if ((await sql.countWaiting(tx, networkId, webhookId, MAX_WAITING)) < MAX_WAITING) {
      const page = await this.log.readOnward(tx, networkId, webhook, fitsPatterns(webhook.events), EVENTS_A_ROUND);
      const { skippedBefore } = page;
      if (skippedBefore !== null)
        await tx.prisma.webhook.update({
          where: { networkId_id: { networkId, id: webhookId } },
          data: { skippedBefore },
        });
      await sql.insertDeliveries(
        tx,
        networkId,
        webhookId,
        page.events.map(({ event, guestId }) => ({
          id: newId(),
          eventId: event.id,
          type: event.type,
          guestId,
          body: JSON.stringify(event),
        })),
      );
      if (page.position.id !== webhook.id) await sql.moveWebhook(tx, networkId, webhookId, page.position);
      hasMore = page.isFull;
    }
    const isFull = open.length >= callsAtOnce(webhook);
    const limit = isFull ? 0 : webhook.failures > 0 ? CALLS_OF_A_TRIAL : EVENTS_A_ROUND;
    const deliveries = await sql.listDueDeliveries(tx, networkId, webhookId, open, limit);
    return { webhook, deliveries, hasMore };
  }

  /** Records ended calls; returns whether there were any. */
  private async record(networkId: string, lane: string, webhook: sql.LaneWebhook, calls: LaneCalls): Promise<boolean> {
    const { attempts, hadSuccessBeside } = calls.take();
    if (attempts.length === 0) return false;
    const results = attempts.map(({ result }) => result);
    const change = decideReceiver(
      webhook,
      hadSuccessBeside ? [...results, SUCCESS_BESIDE] : results,
      this.clock.now(),
      Math.random(),
    );
    const outcomes = attempts.map(({ delivery, result }) => attemptOf(delivery, result));
    await this.database.inNetwork(networkId, (tx) => this.write(tx, networkId, lane, webhook, change, outcomes));
    return true;
  }

  private async write(
    tx: Tx,
    networkId: string,
    lane: string,
    webhook: sql.LaneWebhook,
    change: ReceiverChange,
    outcomes: readonly sql.AttemptResult[],
  ): Promise<void> {
    const { webhookId } = webhook;
    // Locks are taken in the usual order: the webhook before its deliveries.
    if (!(await sql.recordReceiver(tx, networkId, webhookId, lane, change))) return;
    await sql.recordAttempts(tx, networkId, outcomes);
    if (change.disable !== null && (await sql.disableWebhook(tx, networkId, webhookId, change.disable)))
      await this.tellManagers(tx, networkId, webhook.name);
  }

  private async tellManagers(tx: Tx, networkId: string, name: string): Promise<void> {
    await this.letters.send(tx, networkId, null, (language, network) => ({
      subject: messages[language]['webhookOff.subject'](FORMATTERS, { network }),
      body: messages[language]['webhookOff.body'](FORMATTERS, {
        network,
        name,
        console: pageAddress('/admin/integrations'),
      }),
    }));
  }
}

function callsAtOnce({ failures }: sql.LaneWebhook): number {
  return failures > 0 ? CALLS_OF_A_TRIAL : CALLS_AT_ONCE;
}

function attemptOf(delivery: sql.DueDelivery, result: CallResult): sql.AttemptResult {
  const waitSeconds =
    result.failure === null ? null : decideRetry(delivery.attempts + 1, result.retryAfterSeconds, Math.random());
  return {
    id: delivery.id,
    status: result.failure === null ? 'DELIVERED' : waitSeconds === null ? 'FAILED' : 'WAITING',
    waitSeconds: waitSeconds ?? 0,
    durationMs: result.durationMs,
    responseStatus: result.status,
    responseBody: result.body,
    failure: result.failure,
  };
}
