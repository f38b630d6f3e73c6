import type { WebhookDelivery } from '../../generated/prisma/client';
import type { Statements, Tx } from '../../platform/database/database';
import { sql, when } from '../../platform/database/sql';
import type { EventPosition } from '../events/event-position.rules';
import { ORDERED_ATTEMPTS, type ReceiverState } from './webhook-retries.rules';

// SQL by hand: leases by the database's clock, and many rows at once for the lanes.

type Reads = Pick<Statements, 'query' | 'one' | 'maybe'>;
type Writes = Pick<Statements, 'query'>;

/** A webhook's row, as a lane uses it. */
export interface LaneWebhook extends OpenWebhook, ReceiverState {
  readonly name: string;
  readonly url: string;
  readonly events: string[];
  readonly secretEncrypted: Buffer;
  readonly oldSecretEncrypted: Buffer | null;
  readonly oldSecretUntil: Date | null;
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
export function listOpenWebhooks(tx: Reads, networkId: string, limit: number) {
  return tx.query<OpenWebhook>`SELECT id AS webhook_id, epoch, xid, event_id AS id FROM webhooks
      WHERE network_id = ${networkId} AND removed_at IS NULL AND disabled_reason IS NULL AND due_at <= clock_timestamp()
        AND (lane_until IS NULL OR lane_until < clock_timestamp())
      ORDER BY id LIMIT ${limit}`;
}

export async function hasWebhooks(tx: Reads, networkId: string): Promise<boolean> {
  const { has } = await tx.one<{ has: boolean }>`
    SELECT EXISTS (SELECT FROM webhooks WHERE network_id = ${networkId} AND removed_at IS NULL
     AND disabled_reason IS NULL) AS has`;
  return has;
}

/** Whether a webhook has events after its position, or a due delivery. */
export async function hasWork(
  tx: Reads,
  networkId: string,
  { webhookId, epoch, xid, id }: OpenWebhook,
): Promise<boolean> {
  const { has } = await tx.one<{ has: boolean }>`SELECT EXISTS (SELECT FROM events e
           WHERE e.network_id = ${networkId} AND (e.epoch, e.xid, e.id) > (${epoch}::integer, ${xid}::bigint, ${id}::uuid))
      OR EXISTS (SELECT FROM webhook_deliveries
           WHERE network_id = ${networkId} AND webhook_id = ${webhookId} AND status = 'WAITING' AND due_at <= clock_timestamp()) AS has`;
  return has;
}

/** Takes or renews a webhook's lane, and locks its row. Undefined: the webhook is not due, disabled, removed, or has a lane elsewhere. */
export function takeLane(tx: Tx, networkId: string, webhookId: string, lane: string, leaseSeconds: number) {
  return tx.maybe<LaneWebhook>`
    UPDATE webhooks SET lane = ${lane}, lane_until = clock_timestamp() + make_interval(secs => ${leaseSeconds})
      WHERE network_id = ${networkId} AND id = ${webhookId} AND removed_at IS NULL AND disabled_reason IS NULL AND due_at <= clock_timestamp()
        AND (lane IS NULL OR lane = ${lane} OR lane_until < clock_timestamp())
     RETURNING id AS webhook_id, name, url, events, secret_encrypted AS "secret_encrypted!",
       old_secret_encrypted, old_secret_until,
       epoch, xid, event_id AS id, failures, failing_since, last_failure_at`;
}

export async function leaveLane(tx: Writes, networkId: string, webhookId: string, lane: string): Promise<void> {
  await tx.query`
    UPDATE webhooks SET lane = NULL, lane_until = NULL WHERE network_id = ${networkId} AND id = ${webhookId}
     AND lane = ${lane}`;
}

/** How many of a webhook's deliveries wait; counts up to `most`. */
export async function countWaiting(tx: Reads, networkId: string, webhookId: string, most: number): Promise<number> {
  const { waiting } = await tx.one<{ waiting: number }>`
    SELECT count(*)::int AS waiting FROM (SELECT FROM webhook_deliveries
     WHERE network_id = ${networkId} AND webhook_id = ${webhookId} AND status = 'WAITING' LIMIT ${most}) w`;
  return waiting;
}

export async function insertDeliveries(
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

/** Moves a webhook's position in the event log, forward or back. */
export async function moveWebhook(
  tx: Writes,
  networkId: string,
  webhookId: string,
  { epoch, xid, id }: EventPosition,
): Promise<void> {
  await tx.query`UPDATE webhooks SET epoch = ${epoch}, xid = ${xid}, event_id = ${id} WHERE network_id = ${networkId}
      AND id = ${webhookId}`;
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
) {
  return tx.query<{ id: string; eventId: string; guestId: string | null; body: string; attempts: number }>`
    SELECT d.id, d.event_id, d.guest_id, d.body, d.attempts FROM webhook_deliveries d
     WHERE d.network_id = ${networkId} AND d.webhook_id = ${webhookId} AND d.status = 'WAITING' AND d.due_at <= clock_timestamp()
       AND d.id <> ALL (${open.map(({ id }) => id)}::uuid[])
       AND (d.guest_id IS NULL OR d.guest_id <> ALL (${open.flatMap(({ guestId }) => guestId ?? [])}::uuid[]) AND NOT EXISTS (
         SELECT FROM webhook_deliveries b
          WHERE b.network_id = ${networkId} AND b.webhook_id = ${webhookId} AND b.status = 'WAITING' AND b.guest_id = d.guest_id AND b.id < d.id
            AND (b.attempts < ${ORDERED_ATTEMPTS} OR b.due_at <= clock_timestamp())))
     ORDER BY d.id LIMIT ${limit}`;
}

/** Records attempts. A delivery that was deleted with its webhook stays deleted, and a delivery with an outcome keeps it. */
export async function recordAttempts(tx: Writes, networkId: string, results: readonly AttemptResult[]): Promise<void> {
  await tx.query`
    UPDATE webhook_deliveries d SET status = r.status, attempts = d.attempts + 1, attempted_at = clock_timestamp(),
       due_at = clock_timestamp() + make_interval(secs => r.wait), duration_ms = r.duration, response_status = r.response,
       response_body = r.body, failure = r.failure,
       finished_at = CASE WHEN r.status = 'WAITING' THEN NULL ELSE clock_timestamp() END
      FROM unnest(${results.map(({ id }) => id)}::uuid[], ${results.map(({ status }) => status)}::text[],
      ${results.map(({ waitSeconds }) => waitSeconds)}::double precision[], ${results.map(({ durationMs }) => durationMs)}::integer[],
      ${results.map(({ responseStatus }) => responseStatus)}::integer[], ${results.map(({ responseBody }) => responseBody)}::text[],
      ${results.map(({ failure }) => failure)}::text[])
        r(id, status, wait, duration, response, body, failure)
     WHERE d.network_id = ${networkId} AND d.id = r.id AND d.status = 'WAITING'`;
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
  const rows = await tx.query<{ id: string }>`
    UPDATE webhooks SET failures = ${write.failures}, failing_since = ${write.failingSince},
     due_at = clock_timestamp() + make_interval(secs => ${write.waitSeconds})
       ${when(write.lastFailure !== null, sql`, last_failure_at = clock_timestamp(), last_failure = ${write.lastFailure}`)}
       ${when(write.hasSuccess, sql`, last_success_at = clock_timestamp()`)}
      WHERE network_id = ${networkId} AND id = ${webhookId} AND lane = ${lane} RETURNING id`;
  return rows.length > 0;
}

/** Disables a webhook; false: it was disabled already. */
export async function disableWebhook(
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
