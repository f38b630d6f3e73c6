import { Body, Controller } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import { Route } from '../permissions/permission.decorator';
import type { Origin } from '../principal/authenticated-request';
import { CurrentOrigin } from '../principal/current-principal.decorator';
import { ProviderSignIns } from '../providers/provider-sign-ins';
import { type SignedInAnswer, signedInSchema } from './auth.dto';
import { BeginProviderSignIn, FinishProviderSignIn } from './provider-sign-in.commands';
import * as dto from './provider-sign-in.dto';
import { Cookies, type RefreshCookies } from './refresh-cookies';

/** Sign-in of staff through the provider of their network, for our own pages. */
@ApiTags('Sessions')
@Controller('auth/provider')
export class ProviderSignInController {
  constructor(
    private readonly commands: CommandBus,
    private readonly signIns: ProviderSignIns,
  ) {}

  @Route('POST offers', {
    id: 'findProviderSignIns',
    permission: 'public',
    summary: 'Find the sign-in of a company',
    description:
      'By the domain of an e-mail address, or by the code of a network. The answer does not depend on whether the address has an account.',
    ok: dto.offersSchema,
  })
  async offer(
    @Body({ schema: dto.offerSchema }) body: dto.OfferBody,
    @CurrentOrigin() origin: Origin,
  ): Promise<dto.OffersAnswer> {
    return { items: await this.signIns.offer(body, origin) };
  }

  @Route('POST begin', {
    id: 'beginProviderSignIn',
    permission: 'public',
    summary: 'Begin a sign-in through the provider',
    description:
      'For pages of the same origin, else 403 `forbidden`. A cookie binds the sign-in to the browser for ten minutes. The provider sends people back to the page `/provider` alone.',
    ok: dto.begunSchema,
    problems: ['not_found', 'forbidden', 'provider_refused', 'provider_unreachable'],
  })
  async begin(
    @Body({ schema: dto.beginSchema }) { network }: dto.BeginBody,
    @CurrentOrigin() origin: Origin,
    @Cookies() cookies: RefreshCookies,
  ): Promise<dto.BegunAnswer> {
    cookies.refuseForeignPage();
    const { url, browser } = await this.commands.execute(new BeginProviderSignIn(network, origin));
    cookies.keepProviderSignIn(browser);
    return { url };
  }

  @Route('POST finish', {
    id: 'finishProviderSignIn',
    permission: 'public',
    summary: 'Finish a sign-in through the provider',
    description:
      'For pages of the same origin, else 403 `forbidden`. Each answer of the provider is good once and in the browser that began: 401 `provider_sign_in_over`. 401 `second_factor_required` where the person has a second factor here and the provider asked for none: repeat the call with `totp`.',
    ok: signedInSchema,
    problems: [
      'provider_sign_in_over',
      'provider_refused',
      'provider_no_role',
      'provider_no_email',
      'provider_account_disabled',
      'provider_unreachable',
      'second_factor_required',
      'invalid_credentials',
      'forbidden',
    ],
  })
  async finish(
    @Body({ schema: dto.finishSchema }) body: dto.FinishBody,
    @CurrentOrigin() origin: Origin,
    @Cookies() cookies: RefreshCookies,
  ): Promise<SignedInAnswer> {
    const browser = cookies.providerSignIn();
    const answer = await this.commands.execute(new FinishProviderSignIn(body, browser, origin));
    return cookies.keep(answer, body.refreshCookie);
  }
}
