import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Query } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiBearerAuth, ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { ChangesTagged, Tagged } from '../../platform/http/entity-tag';
import { pageOfSlice, sliceOf } from '../../platform/http/list-query';
import { Operation } from '../../platform/http/operation.decorator';
import { uuid } from '../../platform/http/schemas';
import { Context, KeyedContext, type RequestContext, RequirePermission } from '../../security';
import { ChangeWebhook } from './change-webhook.command';
import { CreateWebhook } from './create-webhook.command';
import { PingWebhook } from './ping-webhook.command';
import { RemoveWebhook } from './remove-webhook.command';
import { ReplayWebhook } from './replay-webhook.command';
import { ResendDelivery } from './resend-delivery.command';
import { RotateWebhookSecret } from './rotate-webhook-secret.command';
import * as dto from './webhook.dto';
import { WebhooksQuery } from './webhooks.query';

const WEBHOOKS = 'webhooks';
const DELIVERIES = 'webhook-deliveries';

/** Receivers of events, and each delivery to them. */
@ApiTags('Webhooks')
@ApiBearerAuth()
@Controller('webhooks')
export class WebhooksController {
  constructor(
    private readonly webhooks: WebhooksQuery,
    private readonly commands: CommandBus,
  ) {}

  @Get()
  @Operation({ id: 'listWebhooks', summary: 'List the webhooks of the network' })
  @RequirePermission('integrations.manage')
  @ApiOkResponse({ standardSchema: dto.webhookPageSchema })
  async list(
    @Context() { networkId }: RequestContext,
    @Query({ schema: dto.webhookListQuery }) query: dto.WebhookListQuery,
  ) {
    const rows = await this.webhooks.list(networkId, sliceOf(WEBHOOKS, query));
    return pageOfSlice(WEBHOOKS, query, rows, (row) => row.id);
  }

  @Post()
  @Operation({
    id: 'createWebhook',
    summary: 'Create a webhook',
    description:
      'It gets the events from now on, signed by Standard Webhooks. The answer has the secret, once. A network has at most 50 webhooks.',
    problems: ['network_full'],
  })
  @RequirePermission('integrations.manage')
  @ApiCreatedResponse({ standardSchema: dto.webhookWithSecretSchema })
  create(
    @KeyedContext() context: RequestContext,
    @Body({ schema: dto.createWebhookSchema }) body: dto.CreateWebhookBody,
  ): Promise<dto.WebhookWithSecretAnswer> {
    return this.commands.execute(new CreateWebhook(context, { body }));
  }

  @Get(':id')
  @Tagged(dto.taggedWebhook)
  @Operation({ id: 'getWebhook', summary: 'Get a webhook' })
  @RequirePermission('integrations.manage')
  @ApiOkResponse({ standardSchema: dto.webhookSchema })
  read(
    @Context() { networkId }: RequestContext,
    @Param('id', { schema: uuid }) id: string,
  ): Promise<dto.WebhookAnswer> {
    return this.webhooks.get(networkId, id);
  }

  @Patch(':id')
  @ChangesTagged(dto.taggedWebhook)
  @Operation({
    id: 'changeWebhook',
    summary: 'Change a webhook, or turn it on or off',
    description:
      'Deliveries that wait keep their bodies and go to the new address. Turned on again, it goes on where it stopped, or with the first event that is kept (`skippedBefore`); to leave out what it missed, call `replay` with a moment to come.',
  })
  @RequirePermission('integrations.manage')
  @ApiOkResponse({ standardSchema: dto.webhookSchema })
  change(
    @KeyedContext() context: RequestContext,
    @Param('id', { schema: uuid }) id: string,
    @Body({ schema: dto.changeWebhookSchema }) body: dto.ChangeWebhookBody,
  ): Promise<dto.WebhookAnswer> {
    return this.commands.execute(new ChangeWebhook(context, { id, body }));
  }

  @Delete(':id')
  @Operation({
    id: 'removeWebhook',
    summary: 'Remove a webhook',
    description: 'Its secrets and the deliveries that wait are deleted. The answer is the webhook as it was.',
  })
  @RequirePermission('integrations.manage')
  @ApiOkResponse({ standardSchema: dto.webhookSchema })
  remove(
    @KeyedContext() context: RequestContext,
    @Param('id', { schema: uuid }) id: string,
  ): Promise<dto.WebhookAnswer> {
    return this.commands.execute(new RemoveWebhook(context, { id }));
  }

  @Post(':id/secret')
  @HttpCode(200)
  @Operation({
    id: 'rotateWebhookSecret',
    summary: 'Give a webhook a new secret',
    description: 'The secret before it signs too for 24 hours. The new secret is shown once.',
  })
  @RequirePermission('integrations.manage')
  @ApiOkResponse({ standardSchema: dto.webhookWithSecretSchema })
  rotate(
    @KeyedContext() context: RequestContext,
    @Param('id', { schema: uuid }) id: string,
  ): Promise<dto.WebhookWithSecretAnswer> {
    return this.commands.execute(new RotateWebhookSecret(context, { id }));
  }

  @Post(':id/ping')
  @HttpCode(200)
  @Operation({
    id: 'pingWebhook',
    summary: 'Send a test event to a webhook',
    description:
      'Calls the receiver now, at most 15 seconds, also when the webhook is disabled. After a success deliveries that wait go on at once.',
  })
  @RequirePermission('integrations.manage')
  @ApiOkResponse({ standardSchema: dto.deliveryWithBodySchema })
  ping(
    @Context() context: RequestContext,
    @Param('id', { schema: uuid }) id: string,
  ): Promise<dto.DeliveryWithBodyAnswer> {
    return this.commands.execute(new PingWebhook(context, { id }));
  }

  @Post(':id/replay')
  @HttpCode(200)
  @Operation({
    id: 'replayWebhook',
    summary: 'Deliver the events from a moment on again',
    description: 'Events keep their ids, so a receiver recognises those that it has. Deliveries that wait stay.',
    problems: ['events_not_kept'],
  })
  @RequirePermission('integrations.manage')
  @ApiOkResponse({ standardSchema: dto.webhookSchema })
  replay(
    @KeyedContext() context: RequestContext,
    @Param('id', { schema: uuid }) id: string,
    @Body({ schema: dto.replayWebhookSchema }) body: dto.ReplayWebhookBody,
  ): Promise<dto.WebhookAnswer> {
    return this.commands.execute(new ReplayWebhook(context, { id, body }));
  }

  @Get(':id/deliveries')
  @Operation({
    id: 'listWebhookDeliveries',
    summary: 'List the deliveries of a webhook',
    description: 'Without their bodies. Finished deliveries are deleted after the `WEBHOOK_DAYS` of the installation.',
  })
  @RequirePermission('integrations.manage')
  @ApiOkResponse({ standardSchema: dto.deliveryPageSchema })
  async listDeliveries(
    @Context() { networkId }: RequestContext,
    @Param('id', { schema: uuid }) id: string,
    @Query({ schema: dto.deliveryListQuery }) query: dto.DeliveryListQuery,
  ) {
    const rows = await this.webhooks.listDeliveries(networkId, id, query, sliceOf(DELIVERIES, query));
    return pageOfSlice(DELIVERIES, query, rows, (row) => row.id);
  }

  @Get(':id/deliveries/:deliveryId')
  @Operation({ id: 'getWebhookDelivery', summary: 'Get a delivery with its body and the last response' })
  @RequirePermission('integrations.manage')
  @ApiOkResponse({ standardSchema: dto.deliveryWithBodySchema })
  readDelivery(
    @Context() { networkId }: RequestContext,
    @Param('id', { schema: uuid }) id: string,
    @Param('deliveryId', { schema: uuid }) deliveryId: string,
  ): Promise<dto.DeliveryWithBodyAnswer> {
    return this.webhooks.getDelivery(networkId, id, deliveryId);
  }

  @Post(':id/deliveries/:deliveryId/resend')
  @HttpCode(200)
  @Operation({
    id: 'resendWebhookDelivery',
    summary: 'Send a delivery again',
    description:
      'With the same id and body, whatever became of it. A webhook that is disabled sends it once it is enabled.',
  })
  @RequirePermission('integrations.manage')
  @ApiOkResponse({ standardSchema: dto.deliverySchema })
  resend(
    @KeyedContext() context: RequestContext,
    @Param('id', { schema: uuid }) id: string,
    @Param('deliveryId', { schema: uuid }) deliveryId: string,
  ): Promise<dto.DeliveryAnswer> {
    return this.commands.execute(new ResendDelivery(context, { webhookId: id, deliveryId }));
  }
}
