import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiAcceptedResponse, ApiBearerAuth, ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import { pageQuery } from '../../platform/http/schemas';
import { Context, KeyedContext, type RequestContext, RequirePermission } from '../../security';
import { customerIdSchema } from './loyalty-status.dto';
import { PointsService } from './points-service';
import * as dto from './points-service.dto';

/** Calls of the rewards system that give, take and list points. */
@ApiTags('Taken over: rewards')
@ApiBearerAuth()
@Controller('loyalty/points')
export class PointsServiceController {
  constructor(private readonly service: PointsService) {}

  /** So many points by hand, or what the program gives for an activity. Happens once a `reference`, or a key. */
  @Post('earn')
  @HttpCode(201)
  @RequirePermission('manual.post', 'activity.report')
  @ApiCreatedResponse({ standardSchema: dto.pointsMovedSchema })
  @ApiAcceptedResponse({ standardSchema: dto.pointsWaitingSchema })
  earn(
    @KeyedContext() context: RequestContext,
    @Body({ schema: dto.earnSchema }) body: dto.EarnBody,
  ): Promise<dto.PointsMoved | dto.PointsWaiting> {
    return this.service.earn(context, body);
  }

  /** Points against an order, by the rules of the program, or without one by hand. Happens once a `reference`, or a key. */
  @Post('redeem')
  @HttpCode(201)
  @RequirePermission('manual.post', 'rewards.redeem')
  @ApiCreatedResponse({ standardSchema: dto.pointsMovedSchema })
  @ApiAcceptedResponse({ standardSchema: dto.pointsWaitingSchema })
  redeem(
    @KeyedContext() context: RequestContext,
    @Body({ schema: dto.redeemPointsSchema }) body: dto.RedeemPointsBody,
  ): Promise<dto.PointsMoved | dto.PointsWaiting> {
    return this.service.redeem(context, body);
  }

  /** What moved the customer's points, newest first. */
  @Get('history/:customerId')
  @RequirePermission('guest.read', 'guest.self', 'tier.manage')
  @ApiOkResponse({ standardSchema: dto.pointsHistorySchema })
  list(
    @Context() context: RequestContext,
    @Param('customerId', { schema: customerIdSchema }) customerId: string,
    @Query({ schema: pageQuery }) query: z.infer<typeof pageQuery>,
  ): Promise<dto.PointsHistory> {
    return this.service.list(context, customerId, query);
  }
}
