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
import { decideReceiver, decideRetry, type ReceiverChange, ORDERED_ATTEMPTS } from './webhook-retries.rules';
import { type DueDelivery, type LaneWebhook, countWaiting, moveWebhook, type Writes } from './webhooks.sql';
import { sql, when } from '../../platform/database/sql';
import type { WebhookDelivery } from '../../generated/prisma/client';

type NewDelivery = Pick<WebhookDelivery, 'id' | 'eventId' | 'type' | 'guestId' | 'body'>;

/** The outcome of one attempt. */
interface AttemptResult {
  readonly id: string;
  readonly status: 'WAITING' | 'DELIVERED' | 'FAILED';
  /** Seconds until the next attempt, if the delivery still waits. */
  readonly waitSeconds: number;
  readonly durationMs: number;
  readonly responseStatus: number | null;
  readonly responseBody: string | null;
  readonly failure: string | null;
}

interface ReceiverWrite {
  readonly failures: number;
  readonly failingSince: Date | null;
  readonly waitSeconds: number;
  readonly lastFailure: string | null;
  readonly hasSuccess: boolean;
}

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
  readonly webhook: LaneWebhook;
  readonly deliveries: readonly DueDelivery[];
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
    let webhook: LaneWebhook | undefined;
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
      await this.database.inNetwork(
        networkId,
        (tx) => tx.query`
        UPDATE webhooks SET lane = NULL, lane_until = NULL WHERE network_id = ${networkId} AND id = ${webhookId}
         AND lane = ${lane}`,
      );
    }
  }

  /** Takes the next events from the log with the webhook's row locked, and selects the due deliveries. */
  private async prepare(
    tx: Tx,
    networkId: string,
    webhookId: string,
    lane: string,
    open: readonly DueDelivery[],
  ): Promise<Round | undefined> {
    // Takes or renews a webhook's lane, and locks its row. Undefined: the webhook is not due, disabled, removed, or has a lane elsewhere.
    const webhook = await tx.maybe<LaneWebhook>`
      UPDATE webhooks SET lane = ${lane}, lane_until = clock_timestamp() + make_interval(secs => ${LEASE_SECONDS})
        WHERE network_id = ${networkId} AND id = ${webhookId} AND removed_at IS NULL AND disabled_reason IS NULL
          AND due_at <= clock_timestamp()
          AND (lane IS NULL OR lane = ${lane} OR lane_until < clock_timestamp())
       RETURNING id AS webhook_id, name, url, events, secret_encrypted AS "secret_encrypted!",
         old_secret_encrypted, old_secret_until,
         epoch, xid, event_id AS id, failures, failing_since, last_failure_at`;
    if (webhook === undefined) return undefined;
    let hasMore = false;
    if ((await countWaiting(tx, networkId, webhookId, MAX_WAITING)) < MAX_WAITING) {
      const page = await this.log.readOnward(tx, networkId, webhook, fitsPatterns(webhook.events), EVENTS_A_ROUND);
      const { skippedBefore } = page;
      if (skippedBefore !== null)
        await tx.prisma.webhook.update({
          where: { networkId_id: { networkId, id: webhookId } },
          data: { skippedBefore },
        });
      await insertDeliveries(
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
      if (page.position.id !== webhook.id) await moveWebhook(tx, networkId, webhookId, page.position);
      hasMore = page.isFull;
    }
    const isFull = open.length >= callsAtOnce(webhook);
    const limit = isFull ? 0 : webhook.failures > 0 ? CALLS_OF_A_TRIAL : EVENTS_A_ROUND;
    // Due deliveries, oldest first: one for each guest, and only if no earlier delivery of the guest is still being tried in order.
    const deliveries = await tx.query<{
      id: string;
      eventId: string;
      guestId: string | null;
      body: string;
      attempts: number;
    }>`
      SELECT d.id, d.event_id, d.guest_id, d.body, d.attempts FROM webhook_deliveries d
       WHERE d.network_id = ${networkId} AND d.webhook_id = ${webhookId} AND d.status = 'WAITING' AND d.due_at <= clock_timestamp()
         AND d.id <> ALL (${open.map(({ id }) => id)}::uuid[])
         AND (d.guest_id IS NULL OR d.guest_id <> ALL (${open.flatMap(({ guestId }) => guestId ?? [])}::uuid[]) AND NOT EXISTS (
           SELECT FROM webhook_deliveries b
            WHERE b.network_id = ${networkId} AND b.webhook_id = ${webhookId} AND b.status = 'WAITING'
              AND b.guest_id = d.guest_id AND b.id < d.id
              AND (b.attempts < ${ORDERED_ATTEMPTS} OR b.due_at <= clock_timestamp())))
       ORDER BY d.id LIMIT ${limit}`;
    return { webhook, deliveries, hasMore };
  }

  /** Records ended calls; returns whether there were any. */
  private async record(networkId: string, lane: string, webhook: LaneWebhook, calls: LaneCalls): Promise<boolean> {
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
    webhook: LaneWebhook,
    change: ReceiverChange,
    outcomes: readonly AttemptResult[],
  ): Promise<void> {
    const { webhookId } = webhook;
    // Locks are taken in the usual order: the webhook before its deliveries.
    if (!(await recordReceiver(tx, networkId, webhookId, lane, change))) return;
    // Records attempts. A delivery that was deleted with its webhook stays deleted, and a delivery with an outcome keeps it.
    await tx.query`
      UPDATE webhook_deliveries d SET status = r.status, attempts = d.attempts + 1, attempted_at = clock_timestamp(),
         due_at = clock_timestamp() + make_interval(secs => r.wait), duration_ms = r.duration, response_status = r.response,
         response_body = r.body, failure = r.failure,
         finished_at = CASE WHEN r.status = 'WAITING' THEN NULL ELSE clock_timestamp() END
        FROM unnest(${outcomes.map(({ id }) => id)}::uuid[], ${outcomes.map(({ status }) => status)}::text[],
        ${outcomes.map(({ waitSeconds }) => waitSeconds)}::double precision[],
          ${outcomes.map(({ durationMs }) => durationMs)}::integer[],
        ${outcomes.map(({ responseStatus }) => responseStatus)}::integer[],
          ${outcomes.map(({ responseBody }) => responseBody)}::text[],
        ${outcomes.map(({ failure }) => failure)}::text[])
          r(id, status, wait, duration, response, body, failure)
       WHERE d.network_id = ${networkId} AND d.id = r.id AND d.status = 'WAITING'`;
    if (change.disable !== null && (await disableWebhook(tx, networkId, webhookId, change.disable)))
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

function callsAtOnce({ failures }: LaneWebhook): number {
  return failures > 0 ? CALLS_OF_A_TRIAL : CALLS_AT_ONCE;
}

function attemptOf(delivery: DueDelivery, result: CallResult): AttemptResult {
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

async function insertDeliveries(
  tx: Writes,
  networkId: string,
  webhookId: string,
  deliveries: readonly NewDelivery[],
): Promise<void> {
  if (deliveries.length === 0) return;
  await tx.query`
    INSERT INTO webhook_deliveries (network_id, id, webhook_id, event_id, type, guest_id, body, due_at, created_at)
     SELECT ${networkId}, d.id, ${webhookId}, d.event_id, d.type, d.guest_id, d.body, clock_timestamp(), clock_timestamp()
       FROM unnest(${deliveries.map(({ id }) => id)}::uuid[], ${deliveries.map(({ eventId }) => eventId)}::uuid[],
       ${deliveries.map(({ type }) => type)}::text[], ${deliveries.map(({ guestId }) => guestId)}::uuid[],
       ${deliveries.map(({ body }) => body)}::text[]) d(id, event_id, type, guest_id, body)`;
}

/** Records the receiver's state; false: the lane lost its lease to another one. */
async function recordReceiver(
  tx: Writes,
  networkId: string,
  webhookId: string,
  lane: string,
  write: ReceiverWrite,
): Promise<boolean> {
  const rows = await tx.query<{ id: string }>`
    UPDATE webhooks SET failures = ${write.failures}, failing_since = ${write.failingSince},
     due_at = clock_timestamp() + make_interval(secs => ${write.waitSeconds})
       ${when(write.lastFailure !== null, sql`, last_failure_at = clock_timestamp(), last_failure = ${write.lastFailure}`)}
       ${when(write.hasSuccess, sql`, last_success_at = clock_timestamp()`)}
      WHERE network_id = ${networkId} AND id = ${webhookId} AND lane = ${lane} RETURNING id`;
  return rows.length > 0;
}

/** Disables a webhook; false: it was disabled already. */
async function disableWebhook(
  tx: Writes,
  networkId: string,
  webhookId: string,
  reason: 'FAILING' | 'GONE',
): Promise<boolean> {
  const rows = await tx.query<{ id: string }>`
    UPDATE webhooks SET disabled_reason = ${reason}, disabled_at = clock_timestamp()
     WHERE network_id = ${networkId} AND id = ${webhookId} AND disabled_reason IS NULL AND removed_at IS NULL RETURNING id`;
  return rows.length > 0;
}
