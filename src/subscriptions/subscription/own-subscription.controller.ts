import { Body, Controller, Get, HttpCode, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { Operation } from '../../platform/http/operation.decorator';
import { Context, KeyedContext, type RequestContext, RequirePermission } from '../../security';
import { ChangeOwnPlan } from './change-own-plan.command';
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

  @Get()
  @Operation({ id: 'getOwnSubscription', summary: 'Get the own plan and the plans to choose from' })
  @ApiOkResponse({ standardSchema: dto.ownSubscriptionSchema })
  read(@Context() { networkId }: RequestContext): Promise<dto.OwnSubscriptionAnswer> {
    return this.subscriptions.getOwn(networkId);
  }

  @Post('preview')
  @HttpCode(200)
  @Operation({
    id: 'previewOwnSubscription',
    summary: 'Preview a change of the own plan',
    description: dto.PREVIEW_DESCRIPTION,
    problems: dto.PREVIEW_PROBLEMS,
  })
  @ApiOkResponse({ standardSchema: dto.changePreviewSchema })
  preview(
    @Context() { networkId }: RequestContext,
    @Body({ schema: dto.previewOwnSubscriptionSchema }) body: Pick<dto.PreviewSubscriptionBody, 'planCode'>,
  ): Promise<dto.ChangePreviewAnswer> {
    return this.subscriptions.previewOwn(networkId, body);
  }

  @Post('changes')
  @Operation({
    id: 'changeOwnSubscription',
    summary: 'Change the own plan at the sum of the preview',
    description:
      'As the preview says: a larger plan at once with its invoice, a smaller one from the end of the period, and a new one today where the plan has ended. ' +
      '`version_conflict`: the plan or the sum is another by now; ask for a new preview.',
    problems: dto.CHANGE_PROBLEMS,
  })
  @ApiCreatedResponse({ standardSchema: dto.subscriptionSchema })
  change(
    @KeyedContext() context: RequestContext,
    @Body({ schema: dto.changeOwnSubscriptionSchema }) body: dto.ChangeOwnSubscriptionBody,
  ): Promise<dto.SubscriptionAnswer> {
    return this.commands.execute(new ChangeOwnPlan(context, { body }));
  }
}
