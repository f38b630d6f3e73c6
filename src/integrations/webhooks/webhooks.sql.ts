import type { WebhookDelivery } from '../../generated/prisma/client';
import type { Statements } from '../../platform/database/database';
import type { EventPosition } from '../events/event-position.rules';
import { type ReceiverState } from './webhook-retries.rules';

// SQL by hand: leases by the database's clock, and many rows at once for the lanes.

export type Reads = Pick<Statements, 'query' | 'one' | 'maybe'>;
export type Writes = Pick<Statements, 'query'>;

/** A webhook's row, as a lane uses it. */
export interface LaneWebhook extends OpenWebhook, ReceiverState {
  readonly name: string;
  readonly url: string;
  readonly events: string[];
  readonly secretEncrypted: Buffer;
  readonly oldSecretEncrypted: Buffer | null;
  readonly oldSecretUntil: Date | null;
}

export interface OpenWebhook extends EventPosition {
  readonly webhookId: string;
}

export type DueDelivery = Pick<WebhookDelivery, 'id' | 'eventId' | 'guestId' | 'body' | 'attempts'>;

/** How many of a webhook's deliveries wait; counts up to `most`. */
export async function countWaiting(tx: Reads, networkId: string, webhookId: string, most: number): Promise<number> {
  const { waiting } = await tx.one<{ waiting: number }>`
    SELECT count(*)::int AS waiting FROM (SELECT FROM webhook_deliveries
     WHERE network_id = ${networkId} AND webhook_id = ${webhookId} AND status = 'WAITING' LIMIT ${most}) w`;
  return waiting;
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
