import { Body, Controller, Param } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import { CurrentLanguage } from '../../platform/http/languages';
import type { Language } from '../../platform/language/language';
import {
  Context,
  Cookies,
  CurrentOrigin,
  type Origin,
  type RefreshCookies,
  type RequestContext,
  Route,
} from '../../security';
import { GuestNetworks } from './guest-networks';
import * as dto from './guest-sign-in.dto';
import { OpenOwnNetwork, SignInByTelegram, VerifyOnPage } from './guest-sign-in.commands';
import { ConnectMax, MakeMaxLink, SignInByMax } from './max-sign-in';
import { Id } from '../../platform/http/id.decorator';

/** Guests' sign-in on their page and in messengers, and the change from one network to another. */
@ApiTags('Sessions')
@Controller('auth')
export class GuestSignInController {
  constructor(
    private readonly commands: CommandBus,
    private readonly networks: GuestNetworks,
  ) {}

  @Route('GET guest/networks/:network', {
    id: 'getGuestNetwork',
    permission: 'public',
    summary: 'Read a network before signing in as its guest',
    description: 'By the code in the address of the guest page. 404 for a code of no open network.',
    ok: dto.guestNetworkSchema,
    problems: ['not_found'],
  })
  show(@Param('network', { schema: dto.networkCodeSchema }) network: string, @CurrentLanguage() language: Language) {
    return this.networks.show(network, language);
  }

  @Route('POST guest/verify', {
    id: 'verifyOnPage',
    permission: 'public',
    summary: 'Sign in a guest on a page',
    description:
      'As `verifyRegistration`, with the session and, on request, the refresh token as a cookie. `refreshCookie` is for pages of the same origin; other callers get 403 `forbidden` with it.',
    ok: dto.guestSessionSchema,
    problems: [
      'verification_failed',
      'verification_expired',
      'registration_needed',
      'not_found',
      'plan_limit_reached',
      'consent_required',
      'forbidden',
    ],
  })
  verify(
    @Body({ schema: dto.guestVerifySchema }) body: dto.GuestVerifyBody,
    @CurrentOrigin() origin: Origin,
    @Cookies() cookies: RefreshCookies,
  ): Promise<dto.GuestSession> {
    return cookies.keepFor(body.refreshCookie, () => this.commands.execute(new VerifyOnPage(body, origin)));
  }

  @Route('POST telegram', {
    id: 'signInByTelegram',
    permission: 'public',
    summary: 'Sign in a guest from Telegram',
    description:
      'For the Mini App of the bot that writes for the network: its own, else that of the installation. Data of an own bot need the `signature` of Telegram. The phone is that of the contact which the person has shared with the same bot: 422 `telegram_phone_unknown` without one. A person who is no guest of the network yet gets 422 `registration_needed`, and is registered when `consents` come along. The parameter of the link that opened the Mini App counts as the code of the guest who invited. 404 where no bot is set up.',
    ok: dto.guestSessionSchema,
    problems: [
      'telegram_data_invalid',
      'telegram_phone_unknown',
      'registration_needed',
      'not_found',
      'plan_limit_reached',
      'consent_required',
      'forbidden',
    ],
  })
  byTelegram(
    @Body({ schema: dto.telegramSignInSchema }) body: dto.TelegramSignInBody,
    @CurrentOrigin() origin: Origin,
    @Cookies() cookies: RefreshCookies,
  ): Promise<dto.GuestSession> {
    return cookies.keepFor(body.refreshCookie, () => this.commands.execute(new SignInByTelegram(body, origin)));
  }

  @Route('POST max', {
    id: 'signInByMax',
    permission: 'public',
    summary: 'Sign in a guest from MAX',
    description:
      'For the mini app of the bot of the network in MAX. The phone is that to which the person is connected: by a link of the guest page, by a sign-in with a code in the mini app (`connectMax`), or by a contact that the network trusts; 422 `max_phone_unknown` without one. A person who is no guest of the network yet gets 422 `registration_needed`, and is registered when `consents` come along. 404 where the network has no bot in MAX.',
    ok: dto.guestSessionSchema,
    problems: [
      'max_data_invalid',
      'max_phone_unknown',
      'registration_needed',
      'not_found',
      'plan_limit_reached',
      'consent_required',
      'forbidden',
    ],
  })
  byMax(
    @Body({ schema: dto.maxSignInSchema }) body: dto.MaxSignInBody,
    @CurrentOrigin() origin: Origin,
    @Cookies() cookies: RefreshCookies,
  ): Promise<dto.GuestSession> {
    return cookies.keepFor(body.refreshCookie, () => this.commands.execute(new SignInByMax(body, origin)));
  }

  @Route('PUT me/max', {
    id: 'connectMax',
    permission: 'guest.self',
    summary: 'Connect the person in MAX to the signed-in guest',
    description:
      'For the mini app, after a sign-in by a code. The next time the guest signs in by `signInByMax`. 404 where the network has no bot in MAX.',
    empty: true,
    problems: ['max_data_invalid', 'max_phone_unknown', 'not_found'],
  })
  @ApiBearerAuth()
  async connectMax(
    @Context() context: RequestContext,
    @Body({ schema: dto.connectMaxSchema }) body: dto.ConnectMaxBody,
  ): Promise<void> {
    await this.commands.execute(new ConnectMax(context, body));
  }

  @Route('POST me/max/links', {
    id: 'makeMaxLink',
    permission: 'guest.self',
    summary: 'Make a link that opens the own card in MAX',
    description:
      'The person who opens it in MAX is connected to this guest, unless they are connected to another phone already. It is good for ten minutes. 404 where the network has no bot in MAX.',
    ok: dto.maxLinkSchema,
    problems: ['max_phone_unknown', 'not_found'],
  })
  @ApiBearerAuth()
  makeMaxLink(@Context() context: RequestContext): Promise<dto.MaxLink> {
    return this.commands.execute(new MakeMaxLink(context));
  }

  @Route('GET me/networks', {
    id: 'listOwnNetworks',
    permission: 'guest.self',
    summary: 'List the networks of the signed-in guest',
    description: 'Networks of the installation in which the same person has signed in with the same phone.',
    ok: dto.ownNetworksSchema,
  })
  @ApiBearerAuth()
  async list(@Context() { networkId, principal }: RequestContext): Promise<dto.OwnNetworks> {
    const networks = await this.networks.listOwn(networkId, principal.id);
    return {
      items: networks.map(({ id, code, name }) => ({ networkId: id, code, name, isCurrent: id === networkId })),
    };
  }

  @Route('POST me/networks/:id/session', {
    id: 'openOwnNetwork',
    permission: 'guest.self',
    summary: 'Sign in to another network of the guest',
    description:
      'A session of its own; the session of the call goes on. 404 for its own network and for one that is not in the list.',
    ok: dto.guestSessionSchema,
    problems: ['not_found', 'forbidden'],
  })
  @ApiBearerAuth()
  open(
    @Context() context: RequestContext,
    @Id('id', 'Network') id: string,
    @Body({ schema: dto.openNetworkSchema }) { refreshCookie }: dto.OpenNetworkBody,
    @Cookies() cookies: RefreshCookies,
  ): Promise<dto.GuestSession> {
    return cookies.keepFor(refreshCookie, () => this.commands.execute(new OpenOwnNetwork(context, { networkId: id })));
  }
}
