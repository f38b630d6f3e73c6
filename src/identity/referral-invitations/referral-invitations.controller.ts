import { Controller, Get, Param } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { CurrentLanguage } from '../../platform/http/languages';
import { Operation } from '../../platform/http/operation.decorator';
import type { Language } from '../../platform/language/language';
import {
  CurrentOrigin,
  CurrentPrincipal,
  networkOf,
  type Origin,
  type Principal,
  Public,
  RequirePermission,
} from '../../security';
import * as dto from './referral-invitation.dto';
import { ReferralInvitations } from './referral-invitations';

/** The points that the code of a guest promises, before the friend registers with it. */
@ApiTags('Referrals')
@Controller('referrals')
export class ReferralInvitationsController {
  constructor(private readonly invitations: ReferralInvitations) {}

  @Get('invitations/:network/:code')
  @Operation({
    id: 'getReferralInvitation',
    summary: 'Read what a referral link offers',
    description:
      'For the page that a friend opens. The friend registers with `sendRegistrationCode` and the code. 404 for a code of no guest and for a network that has no referrals now; an address with too many of them waits: 429 `rate_limited`.',
    problems: ['not_found'],
  })
  @Public()
  @ApiOkResponse({ standardSchema: dto.referralInvitationSchema })
  open(
    @Param('network', { schema: dto.networkCodeSchema }) network: string,
    @Param('code', { schema: dto.typedCodeSchema }) code: string,
    @CurrentLanguage() language: Language,
    @CurrentOrigin() origin: Origin,
  ): Promise<dto.ReferralInvitation> {
    return this.invitations.open(network, code, language, origin);
  }

  @Get('codes/:code')
  @Operation({
    id: 'checkReferralCode',
    summary: 'Check the code that a new guest names',
    description:
      'For the till, before it registers the guest with `createGuest`. 404 for a code of no guest, or where the programme in force has no referrals.',
    problems: ['not_found'],
  })
  @ApiBearerAuth()
  @RequirePermission('guest.register')
  @ApiOkResponse({ standardSchema: dto.referralOfferSchema })
  check(
    @CurrentPrincipal() principal: Principal,
    @Param('code', { schema: dto.typedCodeSchema }) code: string,
  ): Promise<dto.ReferralOffer> {
    return this.invitations.check(networkOf(principal), code);
  }
}
