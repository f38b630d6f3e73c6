import { Controller, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { OfAllHomes } from '../../platform/homes/of-all-homes';
import { decodeCursor, pageFrom } from '../../platform/http/cursor';
import { uuid } from '../../platform/http/schemas';
import { Route } from '../../security';
import * as dto from './subscription.dto';
import { Subscriptions } from './subscriptions.query';

const SUBSCRIPTIONS = 'subscriptions';

@ApiTags('Billing')
@Controller('subscriptions')
export class SubscriptionsController {
  constructor(private readonly subscriptions: Subscriptions) {}

  @Route('GET', {
    id: 'listSubscriptions',
    permission: 'billing.manage',
    summary: 'List the plans of all networks',
    description:
      'One for each network that has had a plan, newest first: the one in force, else the last that has ended.',
    ok: dto.subscriptionPageSchema,
  })
  @OfAllHomes('PAGES')
  async list(@Query({ schema: dto.subscriptionListQuery }) query: dto.SubscriptionListQuery) {
    const before = query.cursor === undefined ? null : decodeCursor(SUBSCRIPTIONS, query.cursor, uuid);
    return pageFrom(SUBSCRIPTIONS, await this.subscriptions.list(query, before), query.limit, ({ id }) => id);
  }
}
