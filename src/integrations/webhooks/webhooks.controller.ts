import { Body, Query } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { Id } from '../../platform/http/id.decorator';
import { ChangesTagged, Tagged } from '../../platform/http/entity-tag';
import { Context, KeyedContext, NetworkId, type RequestContext, Route, Routes } from '../../security';
import {
  ChangeWebhook,
  CreateWebhook,
  PingWebhook,
  RemoveWebhook,
  ReplayWebhook,
  ResendDelivery,
  RotateWebhookSecret,
} from './webhooks.commands';
import * as dto from './webhook.dto';
import { WebhooksQuery } from './webhooks.query';

/** Receivers of events, and each delivery to them. */
@Routes('webhooks', 'Webhooks', 'integrations.manage')
export class WebhooksController {
  constructor(
    private readonly webhooks: WebhooksQuery,
    private readonly commands: CommandBus,
  ) {}

  @Route('GET', {
    id: 'listWebhooks',
    summary: 'List the webhooks of the network',
    ok: dto.webhookPageSchema,
  })
  list(@NetworkId() networkId: string, @Query({ schema: dto.webhookListQuery }) query: dto.WebhookListQuery) {
    return this.webhooks.list(networkId, query);
  }

  @Route('POST', {
    id: 'createWebhook',
    summary: 'Create a webhook',
    description:
      'It gets the events from now on, signed by Standard Webhooks. The answer has the secret, once. A network has at most 50 webhooks.',
    created: dto.webhookWithSecretSchema,
    problems: ['network_full'],
  })
  create(
    @KeyedContext() context: RequestContext,
    @Body({ schema: dto.createWebhookSchema }) body: dto.CreateWebhookBody,
  ) {
    return this.commands.execute(new CreateWebhook(context, { body }));
  }

  @Route('GET :id', {
    id: 'getWebhook',
    summary: 'Get a webhook',
    ok: dto.webhookSchema,
  })
  @Tagged(dto.taggedWebhook)
  read(@NetworkId() networkId: string, @Id() id: string): Promise<dto.WebhookAnswer> {
    return this.webhooks.get(networkId, id);
  }

  @Route('PATCH :id', {
    id: 'changeWebhook',
    summary: 'Change a webhook, or turn it on or off',
    description:
      'Deliveries that wait keep their bodies and go to the new address. Turned on again, it goes on where it stopped, or with the first event that is kept (`skippedBefore`); to leave out what it missed, call `replay` with a moment to come.',
    ok: dto.webhookSchema,
  })
  @ChangesTagged(dto.taggedWebhook)
  change(
    @KeyedContext() context: RequestContext,
    @Id() id: string,
    @Body({ schema: dto.changeWebhookSchema }) body: dto.ChangeWebhookBody,
  ) {
    return this.commands.execute(new ChangeWebhook(context, { id, body }));
  }

  @Route('DELETE :id', {
    id: 'removeWebhook',
    summary: 'Remove a webhook',
    description: 'Its secrets and the deliveries that wait are deleted. The answer is the webhook as it was.',
    ok: dto.webhookSchema,
  })
  remove(@KeyedContext() context: RequestContext, @Id() id: string) {
    return this.commands.execute(new RemoveWebhook(context, { id }));
  }

  @Route('POST :id/secret', {
    id: 'rotateWebhookSecret',
    summary: 'Give a webhook a new secret',
    description: 'The secret before it signs too for 24 hours. The new secret is shown once.',
    ok: dto.webhookWithSecretSchema,
  })
  rotate(@KeyedContext() context: RequestContext, @Id() id: string) {
    return this.commands.execute(new RotateWebhookSecret(context, { id }));
  }

  @Route('POST :id/ping', {
    id: 'pingWebhook',
    summary: 'Send a test event to a webhook',
    description:
      'Calls the receiver now, at most 15 seconds, also when the webhook is disabled. After a success deliveries that wait go on at once.',
    ok: dto.deliveryWithBodySchema,
  })
  ping(@Context() context: RequestContext, @Id() id: string) {
    return this.commands.execute(new PingWebhook(context, { id }));
  }

  @Route('POST :id/replay', {
    id: 'replayWebhook',
    summary: 'Deliver the events from a moment on again',
    description: 'Events keep their ids, so a receiver recognises those that it has. Deliveries that wait stay.',
    ok: dto.webhookSchema,
    problems: ['events_not_kept'],
  })
  replay(
    @KeyedContext() context: RequestContext,
    @Id() id: string,
    @Body({ schema: dto.replayWebhookSchema }) body: dto.ReplayWebhookBody,
  ) {
    return this.commands.execute(new ReplayWebhook(context, { id, body }));
  }

  @Route('GET :id/deliveries', {
    id: 'listWebhookDeliveries',
    summary: 'List the deliveries of a webhook',
    description: 'Without their bodies. Finished deliveries are deleted after the `webhooks` days of `RETENTION_DAYS`.',
    ok: dto.deliveryPageSchema,
  })
  listDeliveries(
    @NetworkId() networkId: string,
    @Id() id: string,
    @Query({ schema: dto.deliveryListQuery }) query: dto.DeliveryListQuery,
  ) {
    return this.webhooks.listDeliveries(networkId, id, query);
  }

  @Route('GET :id/deliveries/:deliveryId', {
    id: 'getWebhookDelivery',
    summary: 'Get a delivery with its body and the last response',
    ok: dto.deliveryWithBodySchema,
  })
  readDelivery(@NetworkId() networkId: string, @Id() id: string, @Id('deliveryId') deliveryId: string) {
    return this.webhooks.getDelivery(networkId, id, deliveryId);
  }

  @Route('POST :id/deliveries/:deliveryId/resend', {
    id: 'resendWebhookDelivery',
    summary: 'Send a delivery again',
    description:
      'With the same id and body, whatever became of it. A webhook that is disabled sends it once it is enabled.',
    ok: dto.deliverySchema,
  })
  resend(@KeyedContext() context: RequestContext, @Id() id: string, @Id('deliveryId') deliveryId: string) {
    return this.commands.execute(new ResendDelivery(context, { webhookId: id, deliveryId }));
  }
}
