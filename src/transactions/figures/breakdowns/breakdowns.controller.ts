import { Query } from '@nestjs/common';
import { CurrentPrincipal, type Principal, Route, Routes } from '../../../security';
import * as dto from './breakdowns.dto';
import { BreakdownsQuery } from './breakdowns.query';

/** Sales by item and category, moves of guests between tiers, and the use of rewards. */
@Routes('analytics', 'Reports', 'reports.read')
export class BreakdownsController {
  constructor(private readonly breakdowns: BreakdownsQuery) {}

  @Route('GET items', {
    id: 'getAnalyticsItems',
    summary: 'Get items bought with and without points',
    description:
      'At most 366 days. Refunds count on their own date. A receipt that a guest claims later counts once, without points.',
    ok: dto.itemsSchema,
    problems: ['not_found', 'restaurant_not_allowed'],
  })
  items(@Query({ schema: dto.itemsQuerySchema }) query: dto.ItemsQuery, @CurrentPrincipal() principal: Principal) {
    return this.breakdowns.items(principal, query);
  }

  @Route('GET tiers', {
    id: 'getAnalyticsTiers',
    summary: 'Get the moves of guests between tiers',
    description:
      'At most 5 years. Higher and lower are by the programme in force. The figures are of the whole network, so a manager of ' +
      'some restaurants is refused (403).',
    ok: dto.tierFlowsSchema,
  })
  tiers(@Query({ schema: dto.tiersQuerySchema }) query: dto.TiersQuery, @CurrentPrincipal() principal: Principal) {
    return this.breakdowns.tiers(principal, query);
  }

  @Route('GET rewards', {
    id: 'getAnalyticsRewards',
    summary: 'Get rewards by use and cost',
    description:
      'At most 366 days. A reward counts at the moment in which the guest got it. For some restaurants: those that were ' +
      'redeemed there, and sales there.',
    ok: dto.rewardUseSchema,
    problems: ['not_found', 'restaurant_not_allowed'],
  })
  rewards(
    @Query({ schema: dto.rewardsQuerySchema }) query: dto.RewardsQuery,
    @CurrentPrincipal() principal: Principal,
  ): Promise<dto.RewardUse> {
    return this.breakdowns.rewards(principal, query);
  }
}
