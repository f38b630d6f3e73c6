import { Controller, Param } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import { CurrentLanguage } from '../../platform/http/languages';
import type { Language } from '../../platform/language/language';
import { CurrentOrigin, NetworkId, type Origin, Route } from '../../security';
import * as dto from './referral-invitation.dto';
import { ReferralInvitations } from './referral-invitations';

/** Shows the points that a guest's referral code promises, before the friend registers. */
@ApiTags('Referrals')
@Controller('referrals')
export class ReferralInvitationsController {
  constructor(private readonly invitations: ReferralInvitations) {}

  @Route('GET invitations/:network/:code', {
    id: 'getReferralInvitation',
    permission: 'public',
    summary: 'Read what a referral link offers',
    description:
      'For the page that a friend opens. The friend registers with `sendRegistrationCode` and the code. 404 for a code of no guest and for a network that has no referrals now; an address with too many of them waits: 429 `rate_limited`.',
    ok: dto.referralInvitationSchema,
    problems: ['not_found'],
  })
  open(
    @Param('network', { schema: dto.networkCodeSchema }) network: string,
    @Param('code', { schema: dto.typedCodeSchema }) code: string,
    @CurrentLanguage() language: Language,
    @CurrentOrigin() origin: Origin,
  ): Promise<dto.ReferralInvitation> {
    return this.invitations.open(network, code, language, origin);
  }

  @Route('GET codes/:code', {
    id: 'checkReferralCode',
    permission: 'guest.register',
    summary: 'Check the code that a new guest names',
    description:
      'For the till, before it registers the guest with `createGuest`. 404 for a code of no guest, or where the programme in force has no referrals.',
    ok: dto.referralOfferSchema,
    problems: ['not_found'],
  })
  @ApiBearerAuth()
  check(@NetworkId() networkId: string, @Param('code', { schema: dto.typedCodeSchema }) code: string) {
    return this.invitations.check(networkId, code);
  }
}
