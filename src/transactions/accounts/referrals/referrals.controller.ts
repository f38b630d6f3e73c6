import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiBearerAuth, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { Operation } from '../../../platform/http/operation.decorator';
import { pageOfSlice, sliceOf } from '../../../platform/http/list-query';
import { uuid } from '../../../platform/http/schemas';
import { Context, KeyedContext, type RequestContext, RequirePermission } from '../../../security';
import { DecideReferral } from './decide-referral.command';
import * as dto from './referral.dto';
import { ReadReferrals } from './referrals.query';

const LIST = 'referrals';

/** Lists which guest brought which to the network, and the points of both. */
@ApiTags('Referrals')
@ApiBearerAuth()
@Controller()
export class ReferralsController {
  constructor(
    private readonly commands: CommandBus,
    private readonly referrals: ReadReferrals,
  ) {}

  @Operation({
    id: 'getGuestReferrals',
    summary: 'Read who brought a guest, and whom the guest brought',
    description:
      "Every step with its reasons and transactions. A referral is paid after the friend's first sale with something to pay, by the programme in force then, and taken back when the whole sale is refunded. The reading is noted in the audit.",
    problems: ['guest_not_found'],
  })
  @Get('guests/:id/referrals')
  @RequirePermission('referrals.read')
  @ApiOkResponse({ standardSchema: dto.guestReferralsSchema })
  read(
    @Context() context: RequestContext,
    @Param('id', { schema: uuid }) guestId: string,
  ): Promise<dto.GuestReferralsAnswer> {
    return this.referrals.read(context, guestId);
  }

  @Operation({
    id: 'listReferrals',
    summary: 'List the referrals of the network',
    description: 'Newest first, with every step. With `state=IN_REVIEW`: those that wait for a manager.',
  })
  @Get('referrals')
  @RequirePermission('referrals.read')
  @ApiOkResponse({ standardSchema: dto.referralPageSchema })
  async list(
    @Context() { networkId }: RequestContext,
    @Query({ schema: dto.referralListQuery }) query: dto.ReferralListQuery,
  ) {
    const rows = await this.referrals.listAll(networkId, query, sliceOf(LIST, query));
    return pageOfSlice(LIST, query, rows, ({ id }) => id);
  }

  @Operation({
    id: 'countReferrals',
    summary: 'Count the referrals that wait for a manager',
  })
  @Get('referrals/count')
  @RequirePermission('referrals.read')
  @ApiOkResponse({ standardSchema: dto.referralCountSchema })
  async count(@Context() { networkId }: RequestContext): Promise<dto.ReferralCountAnswer> {
    return { inReview: await this.referrals.countInReview(networkId) };
  }

  @Operation({
    id: 'getOwnReferrals',
    summary: "Read the caller's code, link and friends",
    description:
      'For the signed-in guest. Friends are shown by the day of their registration and by what came of it, without their names.',
    problems: ['guest_not_found'],
  })
  @Get('auth/me/referrals')
  @RequirePermission('guest.self')
  @ApiOkResponse({ standardSchema: dto.ownReferralsSchema })
  readOwn(@Context() context: RequestContext): Promise<dto.OwnReferralsAnswer> {
    return this.referrals.readOwn(context);
  }

  @Operation({
    id: 'decideReferral',
    summary: 'Decide a referral in review',
    description: 'Pays both sides within seconds, or refuses the referral for this sale.',
    problems: ['not_found', 'already_decided'],
  })
  @Post('referrals/:id/decide')
  @HttpCode(200)
  @RequirePermission('referrals.decide')
  @ApiOkResponse({ standardSchema: dto.referralDecisionSchema })
  decide(
    @KeyedContext() context: RequestContext,
    @Param('id', { schema: uuid }) roundId: string,
    @Body({ schema: dto.decideReferralSchema }) body: dto.DecideReferralDto,
  ): Promise<dto.ReferralDecisionAnswer> {
    return this.commands.execute(new DecideReferral(context, { roundId, body }));
  }
}
