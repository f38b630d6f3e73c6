import { Body, Controller, Get, HttpCode, Param, Patch, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { Operation } from '../../platform/http/operation.decorator';
import { uuid } from '../../platform/http/schemas';
import { Context, KeyedContext, refuseOtherNetworks, type RequestContext, RequirePermission } from '../../security';
import { BeginSubscription } from './begin-subscription.command';
import { CancelSubscription } from './cancel-subscription.command';
import { ChangeSubscription } from './change-subscription.command';
import * as dto from './subscription.dto';
import { Subscriptions } from './subscriptions.query';

const network = uuid.describe('Network');

/** The plan of one network, in the owner's hands. */
@ApiTags('Billing')
@Controller('networks/:id/subscription')
@RequirePermission('billing.manage')
export class NetworkSubscriptionController {
  constructor(
    private readonly commands: CommandBus,
    private readonly subscriptions: Subscriptions,
  ) {}

  @Get()
  @Operation({
    id: 'getNetworkSubscription',
    summary: 'Get the plan of a network',
    description: 'The one in force, else the newest that has ended. 404 for a network that has had none.',
  })
  @ApiOkResponse({ standardSchema: dto.subscriptionSchema })
  read(
    @Context() { principal }: RequestContext,
    @Param('id', { schema: network }) id: string,
  ): Promise<dto.SubscriptionAnswer> {
    refuseOtherNetworks(principal, id);
    return this.subscriptions.get(id);
  }

  @Post()
  @Operation({
    id: 'beginSubscription',
    summary: 'Give a network a plan',
    description:
      'From now on the plan limits the network; one without a plan is not limited. Without a trial the first invoice is ' +
      'issued at once. Periods are months by the local days of the network, counted from the first paid day.',
    problems: ['subscription_exists', 'plan_not_offered', 'seller_missing', 'sandbox_not_billed'],
  })
  @ApiCreatedResponse({ standardSchema: dto.subscriptionSchema })
  begin(
    @KeyedContext() context: RequestContext,
    @Param('id', { schema: network }) id: string,
    @Body({ schema: dto.beginSubscriptionSchema }) body: dto.BeginSubscriptionBody,
  ): Promise<dto.SubscriptionAnswer> {
    refuseOtherNetworks(context.principal, id);
    return this.commands.execute(new BeginSubscription(context, { networkId: id, body }));
  }

  @Patch()
  @Operation({
    id: 'changeSubscription',
    summary: 'Change the plan of a network or its payer',
    description:
      'A higher price counts at once: the invoice has the unused days of the old plan and the rest of the period of the ' +
      'new one. Any other change counts from the end of the period. The plan that the network has takes back a planned ' +
      'change or end. `plan_unchanged`, `subscription_past_due` and `currency_differs` say why a change is refused.',
    problems: dto.CHANGE_PROBLEMS,
  })
  @ApiOkResponse({ standardSchema: dto.subscriptionSchema })
  change(
    @KeyedContext() context: RequestContext,
    @Param('id', { schema: network }) id: string,
    @Body({ schema: dto.changeSubscriptionSchema }) body: dto.ChangeSubscriptionBody,
  ): Promise<dto.SubscriptionAnswer> {
    refuseOtherNetworks(context.principal, id);
    return this.commands.execute(new ChangeSubscription(context, { networkId: id, body }));
  }

  @Post('preview')
  @HttpCode(200)
  @Operation({
    id: 'previewSubscription',
    summary: 'Preview a plan of a network',
    description: `${dto.PREVIEW_DESCRIPTION} Of a network that has no plan: what a plan would bring that it is given today.`,
    problems: dto.PREVIEW_PROBLEMS.filter((code) => code !== 'subscription_missing'),
  })
  @ApiOkResponse({ standardSchema: dto.changePreviewSchema })
  preview(
    @Context() { principal }: RequestContext,
    @Param('id', { schema: network }) id: string,
    @Body({ schema: dto.previewSubscriptionSchema }) body: dto.PreviewSubscriptionBody,
  ): Promise<dto.ChangePreviewAnswer> {
    refuseOtherNetworks(principal, id);
    return this.subscriptions.preview(id, body);
  }

  @Post('cancel')
  @HttpCode(200)
  @Operation({
    id: 'cancelSubscription',
    summary: 'End the plan of a network',
    description: 'With the trial or the period that is paid. After that the network has the features of FREE.',
    problems: ['subscription_missing', 'plan_unchanged'],
  })
  @ApiOkResponse({ standardSchema: dto.subscriptionSchema })
  cancel(
    @KeyedContext() context: RequestContext,
    @Param('id', { schema: network }) id: string,
  ): Promise<dto.SubscriptionAnswer> {
    refuseOtherNetworks(context.principal, id);
    return this.commands.execute(new CancelSubscription(context, { networkId: id }));
  }
}
