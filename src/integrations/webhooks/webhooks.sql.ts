import type { Webhook, WebhookDelivery } from '../../generated/prisma/client';
import type { Statements, Tx } from '../../platform/database/database';
import type { EventPosition } from '../events/event-position.rules';
import { ORDERED_ATTEMPTS, type ReceiverState } from './webhook-retries.rules';

// SQL by hand: leases by the database's clock, and many rows at once for the lanes.

type Reads = Pick<Statements, 'query' | 'one' | 'maybe'>;
type Writes = Pick<Statements, 'query'>;

/** A webhook's row, as a lane uses it. */
export interface LaneWebhook
  extends OpenWebhook, ReceiverState, Pick<Webhook, 'name' | 'url' | 'events' | 'oldSecretUntil'> {
  readonly secretEncrypted: Buffer;
  readonly oldSecretEncrypted: Buffer | null;
}

interface OpenWebhook extends EventPosition {
  readonly webhookId: string;
}

export type DueDelivery = Pick<WebhookDelivery, 'id' | 'eventId' | 'guestId' | 'body' | 'attempts'>;
type NewDelivery = Pick<WebhookDelivery, 'id' | 'eventId' | 'type' | 'guestId' | 'body'>;

/** The outcome of one attempt. */
export interface AttemptResult {
  readonly id: string;
  readonly status: 'WAITING' | 'DELIVERED' | 'FAILED';
  /** Seconds until the next attempt, if the delivery still waits. */
  readonly waitSeconds: number;
  readonly durationMs: number;
  readonly responseStatus: number | null;
  readonly responseBody: string | null;
  readonly failure: string | null;
}

/** The network's webhooks that may be called now and have no lane in any process. */
export function listOpenWebhooks(tx: Reads, networkId: string, limit: number): Promise<OpenWebhook[]> {
  return tx.query<OpenWebhook>(
    `SELECT id AS "webhookId", epoch, xid, event_id AS id FROM webhooks
      WHERE network_id = $1 AND removed_at IS NULL AND disabled_reason IS NULL AND due_at <= clock_timestamp()
        AND (lane_until IS NULL OR lane_until < clock_timestamp())
      ORDER BY id LIMIT $2`,
    [networkId, limit],
  );
}

export async function hasWebhooks(tx: Reads, networkId: string): Promise<boolean> {
  const { has } = await tx.one<{ has: boolean }>(
    'SELECT EXISTS (SELECT FROM webhooks WHERE network_id = $1 AND removed_at IS NULL AND disabled_reason IS NULL) AS has',
    [networkId],
  );
  return has;
}

/** Whether a webhook has events after its position, or a due delivery. */
export async function hasWork(
  tx: Reads,
  networkId: string,
  { webhookId, epoch, xid, id }: OpenWebhook,
): Promise<boolean> {
  const { has } = await tx.one<{ has: boolean }>(
    `SELECT EXISTS (SELECT FROM events e
              WHERE e.network_id = $1 AND (e.epoch, e.xid, e.id) > ($3::integer, $4::bigint, $5::uuid))
         OR EXISTS (SELECT FROM webhook_deliveries
              WHERE network_id = $1 AND webhook_id = $2 AND status = 'WAITING' AND due_at <= clock_timestamp()) AS has`,
    [networkId, webhookId, epoch, xid, id],
  );
  return has;
}

/** Takes or renews a webhook's lane, and locks its row. Undefined: the webhook is not due, disabled, removed, or has a lane elsewhere. */
export function takeLane(
  tx: Tx,
  networkId: string,
  webhookId: string,
  lane: string,
  leaseSeconds: number,
): Promise<LaneWebhook | undefined> {
  return tx.maybe<LaneWebhook>(
    `UPDATE webhooks SET lane = $3, lane_until = clock_timestamp() + make_interval(secs => $4)
      WHERE network_id = $1 AND id = $2 AND removed_at IS NULL AND disabled_reason IS NULL AND due_at <= clock_timestamp()
        AND (lane IS NULL OR lane = $3 OR lane_until < clock_timestamp())
     RETURNING id AS "webhookId", name, url, events, secret_encrypted AS "secretEncrypted",
       old_secret_encrypted AS "oldSecretEncrypted", old_secret_until AS "oldSecretUntil",
       epoch, xid, event_id AS id, failures, failing_since AS "failingSince", last_failure_at AS "lastFailureAt"`,
    [networkId, webhookId, lane, leaseSeconds],
  );
}

export async function leaveLane(tx: Writes, networkId: string, webhookId: string, lane: string): Promise<void> {
  await tx.query('UPDATE webhooks SET lane = NULL, lane_until = NULL WHERE network_id = $1 AND id = $2 AND lane = $3', [
    networkId,
    webhookId,
    lane,
  ]);
}

/** How many of a webhook's deliveries wait; counts up to `most`. */
export async function countWaiting(tx: Reads, networkId: string, webhookId: string, most: number): Promise<number> {
  const { waiting } = await tx.one<{ waiting: number }>(
    `SELECT count(*)::int AS waiting FROM (SELECT FROM webhook_deliveries
      WHERE network_id = $1 AND webhook_id = $2 AND status = 'WAITING' LIMIT $3) w`,
    [networkId, webhookId, most],
  );
  return waiting;
}

export async function insertDeliveries(
  tx: Writes,
  networkId: string,
  webhookId: string,
  deliveries: readonly NewDelivery[],
): Promise<void> {
  if (deliveries.length === 0) return;
  await tx.query(
    `INSERT INTO webhook_deliveries (network_id, id, webhook_id, event_id, type, guest_id, body, due_at, created_at)
     SELECT $1, d.id, $2, d.event_id, d.type, d.guest_id, d.body, clock_timestamp(), clock_timestamp()
       FROM unnest($3::uuid[], $4::uuid[], $5::text[], $6::uuid[], $7::text[]) d(id, event_id, type, guest_id, body)`,
    [
      networkId,
      webhookId,
      deliveries.map(({ id }) => id),
      deliveries.map(({ eventId }) => eventId),
      deliveries.map(({ type }) => type),
      deliveries.map(({ guestId }) => guestId),
      deliveries.map(({ body }) => body),
    ],
  );
}

/** Moves a webhook's position in the event log, forward or back. */
export async function moveWebhook(
  tx: Writes,
  networkId: string,
  webhookId: string,
  { epoch, xid, id }: EventPosition,
): Promise<void> {
  await tx.query('UPDATE webhooks SET epoch = $3, xid = $4, event_id = $5 WHERE network_id = $1 AND id = $2', [
    networkId,
    webhookId,
    epoch,
    xid,
    id,
  ]);
}

/**
 * Due deliveries, oldest first: one for each guest, and only if no earlier delivery of the guest is still being tried in order.
 * @param open deliveries that are being called now
 */
export function listDueDeliveries(
  tx: Tx,
  networkId: string,
  webhookId: string,
  open: readonly DueDelivery[],
  limit: number,
): Promise<DueDelivery[]> {
  return tx.query<DueDelivery>(
    `SELECT d.id, d.event_id AS "eventId", d.guest_id AS "guestId", d.body, d.attempts FROM webhook_deliveries d
      WHERE d.network_id = $1 AND d.webhook_id = $2 AND d.status = 'WAITING' AND d.due_at <= clock_timestamp()
        AND d.id <> ALL ($5::uuid[])
        AND (d.guest_id IS NULL OR d.guest_id <> ALL ($6::uuid[]) AND NOT EXISTS (
          SELECT FROM webhook_deliveries b
           WHERE b.network_id = $1 AND b.webhook_id = $2 AND b.status = 'WAITING' AND b.guest_id = d.guest_id AND b.id < d.id
             AND (b.attempts < $4 OR b.due_at <= clock_timestamp())))
      ORDER BY d.id LIMIT $3`,
    [
      networkId,
      webhookId,
      limit,
      ORDERED_ATTEMPTS,
      open.map(({ id }) => id),
      open.flatMap(({ guestId }) => guestId ?? []),
    ],
  );
}

/** Records attempts. A delivery that was deleted with its webhook stays deleted, and a delivery with an outcome keeps it. */
export async function recordAttempts(tx: Writes, networkId: string, results: readonly AttemptResult[]): Promise<void> {
  await tx.query(
    `UPDATE webhook_deliveries d SET status = r.status, attempts = d.attempts + 1, attempted_at = clock_timestamp(),
       due_at = clock_timestamp() + make_interval(secs => r.wait), duration_ms = r.duration, response_status = r.response,
       response_body = r.body, failure = r.failure,
       finished_at = CASE WHEN r.status = 'WAITING' THEN NULL ELSE clock_timestamp() END
      FROM unnest($2::uuid[], $3::text[], $4::double precision[], $5::integer[], $6::integer[], $7::text[], $8::text[])
        r(id, status, wait, duration, response, body, failure)
     WHERE d.network_id = $1 AND d.id = r.id AND d.status = 'WAITING'`,
    [
      networkId,
      results.map(({ id }) => id),
      results.map(({ status }) => status),
      results.map(({ waitSeconds }) => waitSeconds),
      results.map(({ durationMs }) => durationMs),
      results.map(({ responseStatus }) => responseStatus),
      results.map(({ responseBody }) => responseBody),
      results.map(({ failure }) => failure),
    ],
  );
}

interface ReceiverWrite {
  readonly failures: number;
  readonly failingSince: Date | null;
  readonly waitSeconds: number;
  readonly lastFailure: string | null;
  readonly hasSuccess: boolean;
}

/** Records the receiver's state; false: the lane lost its lease to another one. */
export async function recordReceiver(
  tx: Writes,
  networkId: string,
  webhookId: string,
  lane: string,
  write: ReceiverWrite,
): Promise<boolean> {
  const rows = await tx.query(
    `UPDATE webhooks SET failures = $3, failing_since = $4, due_at = clock_timestamp() + make_interval(secs => $5),
       last_failure_at = CASE WHEN $6::text IS NULL THEN last_failure_at ELSE clock_timestamp() END,
       last_failure = coalesce($6, last_failure),
       last_success_at = CASE WHEN $7 THEN clock_timestamp() ELSE last_success_at END
      WHERE network_id = $1 AND id = $2 AND lane = $8 RETURNING id`,
    [
      networkId,
      webhookId,
      write.failures,
      write.failingSince,
      write.waitSeconds,
      write.lastFailure,
      write.hasSuccess,
      lane,
    ],
  );
  return rows.length > 0;
}

/** Disables a webhook; false: it was disabled already. */
export async function disableWebhook(
  tx: Writes,
  networkId: string,
  webhookId: string,
  reason: 'FAILING' | 'GONE',
): Promise<boolean> {
  const rows = await tx.query(
    `UPDATE webhooks SET disabled_reason = $3, disabled_at = clock_timestamp()
      WHERE network_id = $1 AND id = $2 AND disabled_reason IS NULL AND removed_at IS NULL RETURNING id`,
    [networkId, webhookId, reason],
  );
  return rows.length > 0;
}
