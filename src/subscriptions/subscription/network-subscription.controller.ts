import { Body, Controller, Param } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import { uuid } from '../../platform/http/schemas';
import {
  Context,
  KeyedContext,
  refuseOtherNetworks,
  type RequestContext,
  RequirePermission,
  Route,
} from '../../security';
import { BeginSubscription, CancelSubscription, ChangeSubscription } from './subscription.commands';
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

  @Route('GET', {
    id: 'getNetworkSubscription',
    summary: 'Get the plan of a network',
    description: 'The one in force, else the newest that has ended. 404 for a network that has had none.',
    ok: dto.subscriptionSchema,
  })
  read(
    @Context() { principal }: RequestContext,
    @Param('id', { schema: network }) id: string,
  ): Promise<dto.SubscriptionAnswer> {
    refuseOtherNetworks(principal, id);
    return this.subscriptions.get(id);
  }

  @Route('POST', {
    id: 'beginSubscription',
    summary: 'Give a network a plan',
    description:
      'From now on the plan limits the network; one without a plan is not limited. Without a trial the first invoice is ' +
      'issued at once. Periods are months by the local days of the network, counted from the first paid day.',
    created: dto.subscriptionSchema,
    problems: ['subscription_exists', 'plan_not_offered', 'seller_missing', 'sandbox_not_billed'],
  })
  begin(
    @KeyedContext() context: RequestContext,
    @Param('id', { schema: network }) id: string,
    @Body({ schema: dto.beginSubscriptionSchema }) body: dto.BeginSubscriptionBody,
  ): Promise<dto.SubscriptionAnswer> {
    refuseOtherNetworks(context.principal, id);
    return this.commands.execute(new BeginSubscription(context, { networkId: id, body }));
  }

  @Route('PATCH', {
    id: 'changeSubscription',
    summary: 'Change the plan of a network or its payer',
    description:
      'A higher price counts at once: the invoice has the unused days of the old plan and the rest of the period of the ' +
      'new one. Any other change counts from the end of the period. The plan that the network has takes back a planned ' +
      'change or end. `plan_unchanged`, `subscription_past_due` and `currency_differs` say why a change is refused.',
    ok: dto.subscriptionSchema,
    problems: dto.CHANGE_PROBLEMS,
  })
  change(
    @KeyedContext() context: RequestContext,
    @Param('id', { schema: network }) id: string,
    @Body({ schema: dto.changeSubscriptionSchema }) body: dto.ChangeSubscriptionBody,
  ): Promise<dto.SubscriptionAnswer> {
    refuseOtherNetworks(context.principal, id);
    return this.commands.execute(new ChangeSubscription(context, { networkId: id, body }));
  }

  @Route('POST preview', {
    id: 'previewSubscription',
    summary: 'Preview a plan of a network',
    description: `${dto.PREVIEW_DESCRIPTION} Of a network that has no plan: what a plan would bring that it is given today.`,
    ok: dto.changePreviewSchema,
    problems: dto.PREVIEW_PROBLEMS.filter((code) => code !== 'subscription_missing'),
  })
  preview(
    @Context() { principal }: RequestContext,
    @Param('id', { schema: network }) id: string,
    @Body({ schema: dto.previewSubscriptionSchema }) body: dto.PreviewSubscriptionBody,
  ): Promise<dto.ChangePreviewAnswer> {
    refuseOtherNetworks(principal, id);
    return this.subscriptions.preview(id, body);
  }

  @Route('POST cancel', {
    id: 'cancelSubscription',
    summary: 'End the plan of a network',
    description: 'With the trial or the period that is paid. After that the network has the features of FREE.',
    ok: dto.subscriptionSchema,
    problems: ['subscription_missing', 'plan_unchanged'],
  })
  cancel(
    @KeyedContext() context: RequestContext,
    @Param('id', { schema: network }) id: string,
  ): Promise<dto.SubscriptionAnswer> {
    refuseOtherNetworks(context.principal, id);
    return this.commands.execute(new CancelSubscription(context, { networkId: id }));
  }
}
