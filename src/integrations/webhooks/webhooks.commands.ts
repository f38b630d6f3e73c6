import { Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock/clock';
import { requireUnchanged } from '../../platform/http/entity-tag';
import { KeyedCalls } from '../../platform/http/idempotency/keyed-calls';
import { type OnOne, UseCase } from '../../security';
import { EventLog } from '../events/event-log';
import * as dto from './webhook.dto';
import { MAX_WEBHOOKS, WebhookEditor } from './webhook-editor';
import { lowestIdAt, newId } from '../../platform/ids/ids';
import { ProblemError } from '../../platform/problems/problem';
import { Database, type Tx } from '../../platform/database/database';
import { EVENT_VERSION, PING } from '../events/event-types';
import { WebhookCalls } from './webhook-calls';
import type { CallResult } from './webhook-http';
import { moveWebhook } from './webhooks.sql';
import { Handles } from '../../platform/http/handlers-of';

/**
 * Changes the members that are given. When the webhook is turned on, its receiver is called at once, and gets the events since it was turned off,
 * as far as they are kept.
 */
export class ChangeWebhook extends UseCase<dto.WebhookAnswer, OnOne<dto.ChangeWebhookBody>> {}

function turnsOn({ enabled }: dto.ChangeWebhookBody, before: dto.WebhookAnswer): boolean {
  return enabled === true && !before.enabled;
}

/** Makes a receiver of the events from now on. */
export class CreateWebhook extends UseCase<dto.WebhookWithSecretAnswer, { body: dto.CreateWebhookBody }> {}

/** Sends a test event now, also to a webhook that is disabled. A success lets waiting deliveries go on at once. */
export class PingWebhook extends UseCase<dto.DeliveryWithBodyAnswer, { id: string }> {}

/** Removes a webhook with its secrets and the deliveries that wait. The others stay until they are deleted by age. */
export class RemoveWebhook extends UseCase<dto.WebhookAnswer, { id: string }> {}

/** Delivers the log's events from a moment on, whether they were delivered before or not. */
export class ReplayWebhook extends UseCase<dto.WebhookAnswer, OnOne<dto.ReplayWebhookBody>> {}

/** Sends a delivery once more with the same id and body, whether it succeeded or failed. */
export class ResendDelivery extends UseCase<dto.DeliveryAnswer, { webhookId: string; deliveryId: string }> {}

const NO_SECRETS = { secretEncrypted: null, oldSecretEncrypted: null, oldSecretUntil: null };

const OVERLAP_MS = 24 * 3_600_000;

/** Gives a webhook a new secret. The one before it signs too for 24 hours. */
export class RotateWebhookSecret extends UseCase<dto.WebhookWithSecretAnswer, { id: string }> {}

@Injectable()
export class WebhooksHandlers {
  constructor(
    private readonly keyed: KeyedCalls,
    private readonly editor: WebhookEditor,
    private readonly log: EventLog,
    private readonly clock: Clock,
    private readonly database: Database,
    private readonly calls: WebhookCalls,
  ) {}

  /** @throws ProblemError `not_found`, `changed_meanwhile` */
  @Handles(ChangeWebhook)
  changeWebhook({ context, input: { id, body } }: ChangeWebhook): Promise<dto.WebhookAnswer> {
    const { networkId, call } = context;
    return this.keyed.run(networkId, call, 200, async (tx) => {
      await this.editor.lock(tx, networkId);
      const known = await this.editor.get(tx, networkId, id);
      const before = await this.editor.answerOf(tx, known);
      await requireUnchanged(call, () => dto.taggedWebhook(before));
      const at = { epoch: known.epoch, xid: Number(known.xid), id: known.eventId };
      const mark = turnsOn(body, before) ? await this.log.findMarkAhead(tx, networkId, at) : undefined;
      const data = {
        ...this.columnsOf(body, before),
        ...(mark && { epoch: mark.epoch, xid: mark.xid, eventId: mark.id, skippedBefore: mark.keptFrom }),
      };
      const row = await tx.prisma.webhook.update({ where: { networkId_id: { networkId, id } }, data });
      const after = await this.editor.answerOf(tx, row);
      await this.editor.note(tx, context, 'changed', id, { before, after });
      await this.editor.deliverSoon(tx, networkId);
      return after;
    });
  }

  /** @throws ProblemError `network_full` */
  @Handles(CreateWebhook)
  createWebhook({ context, input: { body } }: CreateWebhook): Promise<dto.WebhookWithSecretAnswer> {
    const { networkId, call } = context;
    const { name, url, events, enabled } = body;
    const { secret, sealed } = this.editor.makeSecret(networkId);
    return this.keyed.run(
      networkId,
      call,
      201,
      async (tx) => {
        await this.editor.lock(tx, networkId);
        const count = await tx.prisma.webhook.count({ where: { networkId, removedAt: null } });
        if (count >= MAX_WEBHOOKS) throw new ProblemError('network_full', { max: MAX_WEBHOOKS });
        const { epoch, xid, id: eventId } = await this.log.end(tx, networkId);
        const disabled = enabled ? {} : { disabledReason: 'MANUAL', disabledAt: this.clock.now() };
        const row = await tx.prisma.webhook.create({
          data: {
            ...disabled,
            networkId,
            id: newId(),
            name,
            url,
            events,
            secretEncrypted: sealed,
            epoch,
            xid,
            eventId,
          },
        });
        const answer = await this.editor.answerOf(tx, row);
        await this.editor.note(tx, context, 'created', row.id, { after: answer });
        return { ...answer, secret };
      },
      dto.withoutSecret,
    );
  }

  /** @throws ProblemError `not_found` */
  @Handles(PingWebhook)
  async pingWebhook({ context, input: { id } }: PingWebhook): Promise<dto.DeliveryWithBodyAnswer> {
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
    // The receiver is called outside of a transaction.
    const result = await this.calls.call(networkId, webhook, { id: eventId, body }, new AbortController().signal);
    return this.database.inNetwork(networkId, (tx) => this.record(tx, networkId, id, { eventId, body, result }));
  }

  /** @throws ProblemError `not_found` */
  @Handles(RemoveWebhook)
  removeWebhook({ context, input: { id } }: RemoveWebhook): Promise<dto.WebhookAnswer> {
    const { networkId, call } = context;
    return this.keyed.run(networkId, call, 200, async (tx) => {
      await this.editor.lock(tx, networkId);
      const before = await this.editor.answerOf(tx, await this.editor.get(tx, networkId, id));
      await tx.prisma.webhook.update({
        where: { networkId_id: { networkId, id } },
        data: { ...NO_SECRETS, removedAt: this.clock.now() },
      });
      await tx.prisma.webhookDelivery.deleteMany({ where: { networkId, webhookId: id, status: 'WAITING' } });
      await this.editor.note(tx, context, 'removed', id, { before });
      return before;
    });
  }

  /** @throws ProblemError `not_found`, `events_not_kept` */
  @Handles(ReplayWebhook)
  replayWebhook({ context, input: { id, body } }: ReplayWebhook): Promise<dto.WebhookAnswer> {
    const { networkId, call } = context;
    return this.keyed.run(networkId, call, 200, async (tx) => {
      await this.editor.lock(tx, networkId);
      const row = await this.editor.get(tx, networkId, id);
      const position = await this.log.before(tx, networkId, lowestIdAt(Date.parse(body.from)));
      await moveWebhook(tx, networkId, id, position);
      await this.editor.note(tx, context, 'replayed', id);
      await this.editor.deliverSoon(tx, networkId);
      return this.editor.answerOf(tx, row);
    });
  }

  /** @throws ProblemError `not_found` */
  @Handles(ResendDelivery)
  resendDelivery({ context, input: { webhookId, deliveryId } }: ResendDelivery): Promise<dto.DeliveryAnswer> {
    const { networkId, call } = context;
    return this.keyed.run(networkId, call, 200, async (tx) => {
      await this.editor.get(tx, networkId, webhookId);
      // The manager expects the call at once.
      const { dueAt } = this.editor.fresh();
      const { count } = await tx.prisma.webhookDelivery.updateMany({
        where: { networkId, webhookId, id: deliveryId },
        data: { status: 'WAITING', attempts: 0, dueAt, finishedAt: null },
      });
      if (count === 0) throw new ProblemError('not_found');
      const where = { networkId_id: { networkId, id: webhookId } };
      await tx.prisma.webhook.update({ where, data: { dueAt } });
      await this.editor.note(tx, context, 'delivery_resent', webhookId);
      await this.editor.deliverSoon(tx, networkId);
      return dto.deliveryAnswer(
        await tx.prisma.webhookDelivery.findUniqueOrThrow({ where: { networkId_id: { networkId, id: deliveryId } } }),
      );
    });
  }

  /** @throws ProblemError `not_found` */
  @Handles(RotateWebhookSecret)
  rotateWebhookSecret({ context, input: { id } }: RotateWebhookSecret): Promise<dto.WebhookWithSecretAnswer> {
    const { networkId, call } = context;
    const { secret, sealed } = this.editor.makeSecret(networkId);
    return this.keyed.run(
      networkId,
      call,
      200,
      async (tx) => {
        await this.editor.lock(tx, networkId);
        const { secretEncrypted } = await this.editor.get(tx, networkId, id);
        const row = await tx.prisma.webhook.update({
          where: { networkId_id: { networkId, id } },
          data: {
            secretEncrypted: sealed,
            oldSecretEncrypted: secretEncrypted,
            oldSecretUntil: new Date(this.clock.now().getTime() + OVERLAP_MS),
          },
        });
        await this.editor.note(tx, context, 'secret_rotated', id);
        return { ...(await this.editor.answerOf(tx, row)), secret };
      },
      dto.withoutSecret,
    );
  }

  private columnsOf(body: dto.ChangeWebhookBody, before: dto.WebhookAnswer) {
    const { name, url, events, enabled } = body;
    const isTurnedOn = turnsOn(body, before);
    return {
      name,
      url,
      events,
      ...(isTurnedOn ? { disabledReason: null, disabledAt: null } : {}),
      // With a new address, failures are counted from zero.
      ...(isTurnedOn || (url !== undefined && url !== before.url) ? this.editor.fresh() : {}),
      ...(enabled === false && before.enabled ? { disabledReason: 'MANUAL', disabledAt: this.clock.now() } : {}),
    };
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
