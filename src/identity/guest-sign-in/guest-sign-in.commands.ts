import { Inject, Injectable } from '@nestjs/common';
import { Command } from '@nestjs/cqrs';
import { type Origin, UseCase } from '../../security';
import { GuestNetworks } from './guest-networks';
import { type GuestSession, type GuestVerifyBody, sessionOf, type TelegramSignInBody } from './guest-sign-in.dto';
import { Clock } from '../../platform/clock/clock';
import { ProblemError } from '../../platform/problems/problem';
import { settings } from '../../platform/settings/settings';
import { BotChats } from '../network-bots/bot-chats';
import { NetworkBots } from '../network-bots/network-bots';
import { parseReferralCode } from '../referral-codes/referral-code.rules';
import { GuestsByPhone } from '../registration/guests-by-phone';
import { Registration } from '../registration/registration';
import { parseInitData, parseSignedInitData } from './init-data.rules';
import { TELEGRAM_SIGNER, type TelegramSigner } from './telegram-signer';
import { Handles } from '../../platform/http/handlers-of';

/** Opens a session in another network of which the signed-in person is a guest. */
export class OpenOwnNetwork extends UseCase<GuestSession, { networkId: string }> {}

/** Signs in the guest who opened the Mini App. The phone comes from the contact shared with the bot, never from the page. */
export class SignInByTelegram extends Command<GuestSession> {
  constructor(
    readonly body: TelegramSignInBody,
    readonly origin: Origin,
  ) {
    super();
  }
}

/** Registers or signs in a guest with the code of a message, on a page. */
export class VerifyOnPage extends Command<GuestSession> {
  constructor(
    readonly body: GuestVerifyBody,
    readonly origin: Origin,
  ) {
    super();
  }
}

@Injectable()
export class GuestSignInHandlers {
  constructor(
    private readonly networks: GuestNetworks,
    private readonly registration: Registration,
    private readonly guests: GuestsByPhone,
    private readonly chats: BotChats,
    private readonly bots: NetworkBots,
    private readonly clock: Clock,
    @Inject(TELEGRAM_SIGNER) private readonly signer: TelegramSigner,
  ) {}

  /** @throws ProblemError `not_found` */
  @Handles(OpenOwnNetwork)
  openOwnNetwork({ context, input }: OpenOwnNetwork): Promise<GuestSession> {
    const { networkId, principal, author } = context;
    return this.networks.open({ networkId, guestId: principal.id }, input.networkId, author.origin);
  }

  /**
   * The same data may come again within an hour, because the Mini App may reload with it. Data of a network's own bot is checked by Telegram's
   * signature, because the holder of the bot's token could make the hash for anyone.
   * @throws ProblemError `telegram_data_invalid`, `telegram_phone_unknown`, `registration_needed`, `not_found`
   */
  @Handles(SignInByTelegram)
  async signInByTelegram({ body: { networkId, initData, consents }, origin }: SignInByTelegram): Promise<GuestSession> {
    const { telegramBotToken } = settings;
    if (telegramBotToken === undefined) throw new ProblemError('not_found');
    const network = await this.registration.openNetwork(networkId);
    const own = await this.bots.findKnown('TELEGRAM', network.id);
    const now = this.clock.now();
    const person =
      own === null
        ? parseInitData(telegramBotToken, initData, now)
        : parseSignedInitData(this.signer.publicKey, own.botId, initData, now);
    if (person === undefined) throw new ProblemError('telegram_data_invalid');
    // The id of a private chat is the id of its person.
    const bot = { messenger: 'TELEGRAM', owner: own === null ? null : network.id } as const;
    const phone = await this.chats.findPhone(bot, String(person.userId));
    if (phone === null) throw new ProblemError('telegram_phone_unknown');
    if (consents === undefined && !(await this.guests.isRegistered(network.id, phone)))
      throw new ProblemError('registration_needed');
    const { name, startParameter } = person;
    const referralCode = startParameter === null || parseReferralCode(startParameter) === null ? null : startParameter;
    const guest = { phone, name, birthDate: null, referralCode, consents: consents ?? [] };
    return sessionOf(await this.registration.enter(network, guest, origin));
  }

  @Handles(VerifyOnPage)
  async verifyOnPage({ body, origin }: VerifyOnPage): Promise<GuestSession> {
    return sessionOf(await this.registration.enterByCode(body, origin));
  }
}
