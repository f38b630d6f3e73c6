import { Body, Controller } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import { KeyedContext, NetworkId, type RequestContext, RequirePermission, Route } from '../../security';
import { ChangeOwnPlan } from './subscription.commands';
import * as dto from './subscription.dto';
import { Subscriptions } from './subscriptions.query';

/** The plan of the own network, in a manager's hands. */
@ApiTags('Billing')
@Controller('subscription')
@RequirePermission('billing.own')
export class OwnSubscriptionController {
  constructor(
    private readonly commands: CommandBus,
    private readonly subscriptions: Subscriptions,
  ) {}

  @Route('GET', {
    id: 'getOwnSubscription',
    summary: 'Get the own plan and the plans to choose from',
    ok: dto.ownSubscriptionSchema,
  })
  read(@NetworkId() networkId: string): Promise<dto.OwnSubscriptionAnswer> {
    return this.subscriptions.getOwn(networkId);
  }

  @Route('POST preview', {
    id: 'previewOwnSubscription',
    summary: 'Preview a change of the own plan',
    description: dto.PREVIEW_DESCRIPTION,
    ok: dto.changePreviewSchema,
    problems: dto.PREVIEW_PROBLEMS,
  })
  preview(
    @NetworkId() networkId: string,
    @Body({ schema: dto.previewOwnSubscriptionSchema }) body: Pick<dto.PreviewSubscriptionBody, 'planCode'>,
  ): Promise<dto.ChangePreviewAnswer> {
    return this.subscriptions.previewOwn(networkId, body);
  }

  @Route('POST changes', {
    id: 'changeOwnSubscription',
    summary: 'Change the own plan at the sum of the preview',
    description:
      'As the preview says: a larger plan at once with its invoice, a smaller one from the end of the period, and a new one today where the plan has ended. ' +
      '`version_conflict`: the plan or the sum is another by now; ask for a new preview.',
    created: dto.subscriptionSchema,
    problems: dto.CHANGE_PROBLEMS,
  })
  change(
    @KeyedContext() context: RequestContext,
    @Body({ schema: dto.changeOwnSubscriptionSchema }) body: dto.ChangeOwnSubscriptionBody,
  ) {
    return this.commands.execute(new ChangeOwnPlan(context, { body }));
  }
}
