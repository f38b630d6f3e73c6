import { Controller, Get, Query } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { decodeCursor, pageFrom } from '../../platform/http/cursor';
import { Operation } from '../../platform/http/operation.decorator';
import { uuid } from '../../platform/http/schemas';
import { RequirePermission } from '../../security';
import * as dto from './subscription.dto';
import { Subscriptions } from './subscriptions.query';

const SUBSCRIPTIONS = 'subscriptions';

@ApiTags('Billing')
@Controller('subscriptions')
export class SubscriptionsController {
  constructor(private readonly subscriptions: Subscriptions) {}

  @Get()
  @Operation({
    id: 'listSubscriptions',
    summary: 'List the plans of all networks',
    description:
      'One for each network that has had a plan, newest first: the one in force, else the last that has ended.',
  })
  @RequirePermission('billing.manage')
  @ApiOkResponse({ standardSchema: dto.subscriptionPageSchema })
  async list(@Query({ schema: dto.subscriptionListQuery }) query: dto.SubscriptionListQuery) {
    const before = query.cursor === undefined ? null : decodeCursor(SUBSCRIPTIONS, query.cursor, uuid);
    return pageFrom(SUBSCRIPTIONS, await this.subscriptions.list(query, before), query.limit, ({ id }) => id);
  }
}
