import { Body, Param, Query } from '@nestjs/common';
import type { z } from 'zod';
import { pageQuery } from 'loyalty-platform/platform/http/schemas';
import { Context, KeyedContext, type RequestContext, Route, Routes } from 'loyalty-platform/security';
import { customerIdSchema } from './loyalty-status.dto';
import { customerPoints as dto, PointsService } from 'loyalty-platform/integrations';

/** The rewards system's calls that give, take and list points. */
@Routes('loyalty/points', 'Taken over: rewards')
export class PointsServiceController {
  constructor(private readonly service: PointsService) {}

  @Route('POST earn', {
    id: 'earnPoints',
    permission: ['manual.post', 'activity.report'],
    summary: 'Give points to a customer',
    description:
      'Exactly one of `points` (a credit by hand, within the limits of the caller) and `activity` (an award of ' +
      'the programme, which needs a `reference`). Either happens once for a `reference`, or for an ' +
      '`Idempotency-Key`; with neither, each time, under a reference that is made and answered. A credit above ' +
      'the limit of a person waits for a manager: 202. One of a key is refused: `limit_exceeded`. An activity ' +
      'beyond its limit is answered with 0 points and the reason.',
    created: dto.pointsMovedSchema,
    accepted: dto.pointsWaitingSchema,
    problems: [
      'limit_exceeded',
      'restaurant_budget_reached',
      'own_account',
      'guest_not_found',
      'activity_unknown',
      'reference_belongs_to_another_guest',
      'guest_blocked',
      'guest_merged',
      'no_program',
    ],
  })
  earn(@KeyedContext() context: RequestContext, @Body({ schema: dto.earnSchema }) body: dto.EarnBody) {
    return this.service.earn(context, body);
  }

  @Route('POST redeem', {
    id: 'redeemPoints',
    permission: ['manual.post', 'rewards.redeem'],
    summary: 'Take points from a customer',
    description:
      'With `orderAmount` and `pointOfSaleId`, which come together, it is a redemption on an order by the rules ' +
      'of the programme; without them a debit by hand within the limits of the caller, of no fewer points than ' +
      'the programme lets one redeem. It happens once for a `reference`, or for an `Idempotency-Key`; with ' +
      'neither, each time. A debit above the limit of a person waits for a manager: 202. One of a key is ' +
      'refused: `limit_exceeded`.',
    created: dto.pointsMovedSchema,
    accepted: dto.pointsWaitingSchema,
    problems: [
      'limit_exceeded',
      'restaurant_budget_reached',
      'own_account',
      'guest_not_found',
      'restaurant_not_allowed',
      'insufficient_points',
      'redemption_limit_exceeded',
      'redemption_below_minimum',
      'confirmation_required',
      'guest_blocked',
      'guest_merged',
      'point_of_sale_closed',
      'shift_closed',
      'no_program',
    ],
  })
  redeem(
    @KeyedContext() context: RequestContext,
    @Body({ schema: dto.redeemPointsSchema }) body: dto.RedeemPointsBody,
  ): Promise<dto.PointsMoved | dto.PointsWaiting> {
    return this.service.redeem(context, body);
  }

  @Route('GET history/:customerId', {
    id: 'listPointsTransactions',
    permission: ['guest.read', 'guest.self', 'tier.manage'],
    summary: "List what moved a customer's points",
    description:
      "A `customerId` is a guest's id or `externalId`. The newest first. A transaction that took and gave " +
      'points stands there twice; one that moved none does not, so a page may hold fewer entries than `limit`.',
    ok: dto.pointsHistorySchema,
  })
  list(
    @Context() context: RequestContext,
    @Param('customerId', { schema: customerIdSchema }) customerId: string,
    @Query({ schema: pageQuery }) query: z.infer<typeof pageQuery>,
  ): Promise<dto.PointsHistory> {
    return this.service.list(context, customerId, query);
  }
}
