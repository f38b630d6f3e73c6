import { Body, Query } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { Id } from '../../../platform/http/id.decorator';
import { pageOfSlice, sliceOf } from '../../../platform/http/list-query';
import { Context, KeyedContext, NetworkId, type RequestContext, Route, Routes } from '../../../security';
import * as dto from './referral.dto';
import { DecideReferral, ReferralDesk } from './referral-desk';

const LIST = 'referrals';

/** Lists which guest brought which, and the points of both. */
@Routes('/', 'Referrals')
export class ReferralsController {
  constructor(
    private readonly commands: CommandBus,
    private readonly referrals: ReferralDesk,
  ) {}

  @Route('GET guests/:id/referrals', {
    id: 'getGuestReferrals',
    permission: 'referrals.read',
    summary: 'Read who brought a guest, and whom the guest brought',
    description:
      "Every step with its reasons and transactions. A referral is paid after the friend's first sale with something to pay, by the programme in force then, and taken back when the whole sale is refunded. The reading is noted in the audit.",
    ok: dto.guestReferralsSchema,
    problems: ['guest_not_found'],
  })
  read(@Context() context: RequestContext, @Id() guestId: string): Promise<dto.GuestReferralsAnswer> {
    return this.referrals.read(context, guestId);
  }

  @Route('GET referrals', {
    id: 'listReferrals',
    permission: 'referrals.read',
    summary: 'List the referrals of the network',
    description: 'Newest first, with every step. With `state=IN_REVIEW`: those that wait for a manager.',
    ok: dto.referralPageSchema,
  })
  async list(@NetworkId() networkId: string, @Query({ schema: dto.referralListQuery }) query: dto.ReferralListQuery) {
    const rows = await this.referrals.listAll(networkId, query, sliceOf(LIST, query));
    return pageOfSlice(LIST, query, rows, ({ id }) => id);
  }

  @Route('GET referrals/count', {
    id: 'countReferrals',
    permission: 'referrals.read',
    summary: 'Count the referrals that wait for a manager',
    ok: dto.referralCountSchema,
  })
  async count(@NetworkId() networkId: string): Promise<dto.ReferralCountAnswer> {
    return { inReview: await this.referrals.countInReview(networkId) };
  }

  @Route('GET auth/me/referrals', {
    id: 'getOwnReferrals',
    permission: 'guest.self',
    summary: "Read the caller's code, link and friends",
    description:
      'For the signed-in guest. Friends are shown by the day of their registration and by what came of it, without their names.',
    ok: dto.ownReferralsSchema,
    problems: ['guest_not_found'],
  })
  readOwn(@Context() context: RequestContext): Promise<dto.OwnReferralsAnswer> {
    return this.referrals.readOwn(context);
  }

  @Route('POST referrals/:id/decide', {
    id: 'decideReferral',
    permission: 'referrals.decide',
    summary: 'Decide a referral in review',
    description: 'Pays both sides within seconds, or refuses the referral for this sale.',
    ok: dto.referralDecisionSchema,
    problems: ['not_found', 'already_decided'],
  })
  decide(
    @KeyedContext() context: RequestContext,
    @Id() roundId: string,
    @Body({ schema: dto.decideReferralSchema }) body: dto.DecideReferralDto,
  ) {
    return this.commands.execute(new DecideReferral(context, { roundId, body }));
  }
}
