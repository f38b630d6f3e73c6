import { Body } from '@nestjs/common';
import { Networks } from '../../../configuration';
import { type LookupGuestBody, lookupGuestSchema } from '../../../identity';
import { Direct } from '../../../platform/http/direct-routes';
import { CurrentLanguage } from '../../../platform/http/languages';
import type { Language } from '../../../platform/language/language';
import {
  CurrentOrigin,
  CurrentPrincipal,
  networkOf,
  OnlyReads,
  type Origin,
  type Principal,
  Route,
  Routes,
} from '../../../security';
import { type FoundGuestAnswer, foundGuestSchema } from './found-guest.dto';
import { FoundGuests } from './found-guest.query';

/** The guest who stands at the till. */
@Routes('guests', 'Guests')
export class FoundGuestController {
  constructor(
    private readonly networks: Networks,
    private readonly foundGuests: FoundGuests,
  ) {}

  @Route('POST lookup', {
    id: 'lookUpGuest',
    permission: 'guest.find',
    summary: 'Find the guest who stands at the till',
    description:
      'Exactly one of `qr`, `code`, `phone` and `card`. The network remembers for half an hour how this caller identified the guest; its settings say how many points each way may spend. A live QR belongs to the first caller that scans it, and ends with a sale; a static QR finds a guest only where the network allows it. A card of a merged guest finds the guest that it was merged into. Misses count towards the limit of the caller: 429 `rate_limited`. The answer has the balance and the warnings that a till shows with the guest.',
    ok: foundGuestSchema,
    problems: ['guest_not_found', 'phone_invalid'],
  })
  @Direct()
  @OnlyReads()
  async lookup(
    @CurrentPrincipal() principal: Principal,
    @CurrentOrigin() origin: Origin,
    @CurrentLanguage() language: Language,
    @Body({ schema: lookupGuestSchema }) body: LookupGuestBody,
  ): Promise<FoundGuestAnswer> {
    const network = await this.networks.getProfile(networkOf(principal));
    return this.foundGuests.find(network, body, { principal, origin }, language);
  }
}
