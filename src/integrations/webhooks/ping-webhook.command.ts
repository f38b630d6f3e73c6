import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Clock } from '../../platform/clock/clock';
import { Database, type Tx } from '../../platform/database/database';
import { newId } from '../../platform/ids/ids';
import { UseCase } from '../../security';
import { EVENT_VERSION, PING } from '../events/event-types';
import * as dto from './webhook.dto';
import { WebhookCalls } from './webhook-calls';
import { WebhookEditor } from './webhook-editor';
import type { CallResult } from './webhook-http';

/** Sends a test event now, also to a webhook that is disabled. A success lets waiting deliveries go on at once. */
export class PingWebhook extends UseCase<dto.DeliveryWithBodyAnswer, { readonly id: string }> {}

@CommandHandler(PingWebhook)
export class PingWebhookHandler implements ICommandHandler<PingWebhook> {
  constructor(
    private readonly database: Database,
    private readonly editor: WebhookEditor,
    private readonly calls: WebhookCalls,
    private readonly clock: Clock,
  ) {}

  /** @throws ProblemError `not_found` */
  async execute({ context, input: { id } }: PingWebhook): Promise<dto.DeliveryWithBodyAnswer> {
    const { networkId } = context;
    const webhook = await this.database.inNetwork(networkId, (tx) => this.editor.get(tx, networkId, id));
    const eventId = newId();
    const body = JSON.stringify({
      id: eventId,
      version: EVENT_VERSION,
      timestamp: this.clock.now().toISOString(),
      position: null,
      sequence: null,
      type: PING,
      data: { webhookId: id },
    });
    // No transaction waits for the receiver.
    const result = await this.calls.call(networkId, webhook, { id: eventId, body }, new AbortController().signal);
    return this.database.inNetwork(networkId, (tx) => this.record(tx, networkId, id, { eventId, body, result }));
  }

  private async record(
    tx: Tx,
    networkId: string,
    webhookId: string,
    { eventId, body, result }: { readonly eventId: string; readonly body: string; readonly result: CallResult },
  ): Promise<dto.DeliveryWithBodyAnswer> {
    const isDelivered = result.failure === null;
    if (isDelivered) {
      const data = { ...this.editor.fresh(), lastSuccessAt: this.clock.now() };
      await tx.prisma.webhook.update({ where: { networkId_id: { networkId, id: webhookId } }, data });
      await this.editor.deliverSoon(tx, networkId);
    }
    const now = this.clock.now();
    const row = await tx.prisma.webhookDelivery.create({
      data: {
        networkId,
        id: newId(),
        webhookId,
        eventId,
        type: PING,
        body,
        status: isDelivered ? 'DELIVERED' : 'FAILED',
        attempts: 1,
        attemptedAt: now,
        finishedAt: now,
        durationMs: result.durationMs,
        responseStatus: result.status,
        responseBody: result.body,
        failure: result.failure,
      },
    });
    return dto.deliveryWithBody(row);
  }
}
