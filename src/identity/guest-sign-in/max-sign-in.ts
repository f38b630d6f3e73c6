import { Injectable } from '@nestjs/common';
import { Command } from '@nestjs/cqrs';
import { Clock } from '../../platform/clock/clock';
import { Handles } from '../../platform/http/handlers-of';
import { ProblemError, found } from '../../platform/problems/problem';
import { settings } from '../../platform/settings/settings';
import { type Origin, UseCase } from '../../security';
import { BotChats } from '../network-bots/bot-chats';
import { ChatLinks } from '../network-bots/chat-links';
import { chatIdOfMax } from '../network-bots/max-bots';
import { type NetworkBot, NetworkBots } from '../network-bots/network-bots';
import { TakenOnce } from '../network-bots/taken-once';
import { parseReferralCode } from '../referral-codes/referral-code.rules';
import { GuestsByPhone } from '../registration/guests-by-phone';
import { Registration } from '../registration/registration';
import { type GuestSession, type MaxLink, type MaxSignInBody, sessionOf } from './guest-sign-in.dto';
import { type MessengerPerson, parseMaxInitData } from './init-data.rules';

/** Signs in the guest who opened the mini app in MAX. */
export class SignInByMax extends Command<GuestSession> {
  constructor(
    readonly body: MaxSignInBody,
    readonly origin: Origin,
  ) {
    super();
  }
}

/** Connects the person who opened the mini app in MAX to the guest who is signed in there by a code. */
export class ConnectMax extends UseCase<void, { initData: string }> {}

/** Makes a link by which the signed-in guest opens the own card in MAX. */
export class MakeMaxLink extends UseCase<MaxLink> {}

/** A person whom MAX has confirmed to the bot of a network. */
interface ConfirmedPerson extends MessengerPerson {
  readonly chatId: string;
  readonly bot: { readonly messenger: 'MAX'; readonly owner: string };
  /** Identifies the sign-in data, which may be used only once. */
  readonly key: string;
}

/**
 * Sign-in by what MAX confirms of the person who opened the mini app. The bot's token signs it, so who holds the token can make it: such a session
 * opens this network alone, and only cards that a guest has connected.
 */
@Injectable()
export class MaxSignIn {
  constructor(
    private readonly registration: Registration,
    private readonly guests: GuestsByPhone,
    private readonly chats: BotChats,
    private readonly bots: NetworkBots,
    private readonly links: ChatLinks,
    private readonly taken: TakenOnce,
    private readonly clock: Clock,
  ) {}

  /**
   * The data are used up with the session; a call that was refused for a missing phone or consent may repeat them.
   * @throws ProblemError `max_data_invalid`, `max_phone_unknown`, `registration_needed`, `not_found`
   */
  @Handles(SignInByMax)
  async signInByMax({ body: { networkId, initData, consents }, origin }: SignInByMax): Promise<GuestSession> {
    const network = await this.registration.openNetwork(networkId);
    const person = await this.confirm(network.id, initData);
    const { bot, chatId, name, startParameter } = person;
    return this.useUp(person, async () => {
      if (startParameter !== null) await this.links.use(bot, chatId, startParameter);
      const phone = await this.chats.findPhone(bot, chatId);
      if (phone === null) throw new ProblemError('max_phone_unknown');
      if (consents === undefined && !(await this.guests.isRegistered(network.id, phone)))
        throw new ProblemError('registration_needed');
      const referralCode =
        startParameter === null || parseReferralCode(startParameter) === null ? null : startParameter;
      const guest = { phone, name, birthDate: null, referralCode, consents: consents ?? [] };
      const entered = await this.registration.enter(network, guest, origin);
      await this.chats.setReachable(bot, chatId, true);
      return sessionOf(entered);
    });
  }

  /** @throws ProblemError `max_data_invalid`, `max_phone_unknown` for a guest without a phone, `not_found` */
  @Handles(ConnectMax)
  async connectMax({ context: { networkId, principal }, input: { initData } }: ConnectMax): Promise<void> {
    const person = await this.confirm(networkId, initData);
    await this.useUp(person, async () => {
      const phone = await this.links.requirePhone(networkId, principal.id);
      await this.chats.link(person.bot, phone, person.chatId);
    });
  }

  /** @throws ProblemError `not_found` without a bot in MAX, `max_phone_unknown` for a guest without a phone */
  @Handles(MakeMaxLink)
  async makeMaxLink({ context: { networkId, principal } }: MakeMaxLink): Promise<MaxLink> {
    const { username } = await this.botOf(networkId);
    await this.links.requirePhone(networkId, principal.id);
    const { token, expiresAt } = this.links.make(networkId, principal.id);
    return { url: `https://max.ru/${username}?startapp=${token}`, expiresAt: expiresAt.toISOString() };
  }

  private async confirm(networkId: string, initData: string): Promise<ConfirmedPerson> {
    const { token } = await this.botOf(networkId);
    const person = parseMaxInitData(token, initData, this.clock.now());
    if (person === undefined) throw new ProblemError('max_data_invalid');
    return {
      ...person,
      chatId: chatIdOfMax(person.userId),
      bot: { messenger: 'MAX', owner: networkId },
      key: `data ${new URLSearchParams(initData).get('hash') ?? ''}`,
    };
  }

  private async useUp<T>({ bot, key }: ConfirmedPerson, work: () => Promise<T>): Promise<T> {
    let done: { readonly result: T } | undefined;
    await this.taken.once(`${bot.messenger}:${bot.owner}`, key, async () => {
      done = { result: await work() };
    });
    if (done === undefined) throw new ProblemError('max_data_invalid');
    return done.result;
  }

  private async botOf(networkId: string): Promise<NetworkBot> {
    return found(settings.max === undefined ? null : await this.bots.find('MAX', networkId));
  }
}
