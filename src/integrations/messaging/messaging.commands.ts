import { Command } from '@nestjs/cqrs';
import { Networks } from '../../configuration';
import { BotChats, type NetworkBot, NetworkBots, OneTimeCodes, TelegramGuests, TelegramStop } from '../../identity';
import { ProblemError } from '../../platform/problems/problem';
import { settings } from '../../platform/settings/settings';
import { UseCase } from '../../security';
import { ConfiguredProviders } from './configured-providers';
import { setTimeout as pause } from 'node:timers/promises';
import { Logger, type OnModuleDestroy, Injectable } from '@nestjs/common';
import { messages } from '../../generated/words/messages';
import { FORMATTERS } from '../../platform/language/formatters';
import type { Language } from '../../platform/language/language';
import { type BotAccess, CODE_PARAMETER } from './telegram-bot';
import { Handles } from '../../platform/http/handlers-of';
import { sharedPhone } from '../../typed/phone';

/** Connects the own Telegram bot of a network: from then on its messages and what its guests write go by it. */
export class ConnectBot extends UseCase<NetworkBot, { token: string }> {}

/** Disconnects a network's own bot and deletes its chats. The installation's bot takes over again. */
export class DisconnectBot extends UseCase<void> {}

/** A message in a person's private chat with a bot. */
export interface BotMessage {
  readonly chatId: string;
  readonly senderId: number;
  readonly language: Language;
  readonly text: string | undefined;
  /** A shared contact, and its owner as far as Telegram knows. */
  readonly contact: { readonly phone: string; readonly userId: number | undefined } | undefined;
}

/** The most networks in one reply, because a message has a limit. */
const MOST_NETWORKS = 10;
/** Telegram expects an answer within a second; a slower reply is sent after the answer. */
const REPLY_WAIT_MS = 500;

/**
 * Handles a message to a bot. `/balance` and `/code` show the guest's balance and code. `/stop` ends all messages by Telegram and withdraws the
 * consent to campaigns. The sender's own contact enables codes by Telegram, beginning with one that waits. Any other text is answered with a
 * request for the contact or, once shared, with a list of the commands.
 */
export class TakeBotMessage extends Command<void> {
  constructor(
    readonly bot: BotAccess,
    readonly message: BotMessage,
  ) {
    super();
  }
}

@Injectable()
export class MessagingHandlers implements OnModuleDestroy {
  private readonly logger = new Logger(MessagingHandlers.name);

  private readonly underWay = new Set<Promise<unknown>>();

  constructor(
    private readonly networks: Networks,
    private readonly bots: NetworkBots,
    private readonly providers: ConfiguredProviders,
    private readonly chats: BotChats,
    private readonly codes: OneTimeCodes,
    private readonly guests: TelegramGuests,
    private readonly stopping: TelegramStop,
  ) {}

  /**
   * A repeated token sets the same webhook again, so a lost call may be repeated.
   * @throws ProblemError `forbidden` in a sandbox; `no_message_channel` where the installation has no bot or no address; `bot_token_refused`,
   * `bot_taken`, `telegram_unreachable`
   */
  @Handles(ConnectBot)
  async connectBot({ context: { networkId, author }, input: { token } }: ConnectBot): Promise<NetworkBot> {
    // A bot belongs to one network, so a sandbox would take it from the real network.
    const { sandboxOf } = await this.networks.getProfile(networkId);
    if (sandboxOf !== null) throw new ProblemError('forbidden');
    const { telegram } = this.providers;
    const { publicUrl, telegramBotToken } = settings;
    if (telegram === undefined || publicUrl === undefined) throw new ProblemError('no_message_channel');
    if (token.split(':')[0] === telegramBotToken?.split(':')[0]) throw new ProblemError('bot_taken');
    const known = await telegram.identify(token);
    await this.bots.requireFree(networkId, known.botId);
    const before = await this.bots.find(networkId);
    const url = `${publicUrl.replace(/\/$/, '')}/api/hooks/telegram/${networkId}`;
    await telegram.setWebhook(token, url, this.bots.webhookSecretOf(networkId, token));
    const bot = await this.bots.put(networkId, { ...known, token }, author);
    if (before !== null && before.botId !== bot.botId) await telegram.removeWebhook(before.token);
    return bot;
  }

  @Handles(DisconnectBot)
  async disconnectBot({ context: { networkId, author } }: DisconnectBot): Promise<void> {
    const before = await this.bots.find(networkId);
    await this.bots.remove(networkId, author);
    // The bot may already be deleted; updates of a bot that is not connected are refused.
    if (before !== null) await this.providers.telegram?.removeWebhook(before.token);
  }

  /** Telegram may send an update twice. Changes are stored before the reply is sent. */
  @Handles(TakeBotMessage)
  async takeBotMessage({ bot, message: { chatId, senderId, language, text, contact } }: TakeBotMessage): Promise<void> {
    const { owner } = bot;
    const words = messages[language];
    // A person who writes has unblocked the bot.
    await this.chats.setReachable(owner, chatId, true);
    if (contact !== undefined) {
      // A person can share anyone's contact, and only the sender's own one proves the phone.
      if (contact.userId === senderId) await this.link(bot, chatId, contact.phone, language);
      else await this.say(bot, chatId, words['bot.notYours'](FORMATTERS, {}));
    } else if (text?.startsWith('/stop') === true) {
      const hasWithdrawn = await this.stopping.stop(owner, chatId);
      const ended = hasWithdrawn ? words['bot.stoppedCampaigns'] : words['bot.stopped'];
      await this.say(bot, chatId, ended(FORMATTERS, {}));
    } else if (/^\/(?:balance|code)\b/.test(text ?? '')) {
      await this.show(bot, chatId, text?.startsWith('/code') === true, language);
    } else {
      await this.welcome(bot, chatId, text?.trim() === `/start ${CODE_PARAMETER}`, language);
    }
  }

  /** Waits for the last replies when the server stops. */
  async onModuleDestroy(): Promise<void> {
    await Promise.allSettled(this.underWay);
  }

  private async link(bot: BotAccess, chatId: string, shared: string, language: Language): Promise<void> {
    const phone = sharedPhone(shared);
    await this.chats.link(bot.owner, phone, chatId);
    const sent = await this.codes.sendWaiting(bot.owner, phone, chatId, language);
    const text = messages[language][sent === 0 ? 'bot.linked' : 'bot.linkedWithCode'](FORMATTERS, {});
    await this.say(bot, chatId, text, { remove_keyboard: true });
  }

  /** Greets a person, and sends a code at once if one waits. A person who has not shared the contact is asked for it. */
  private async welcome(bot: BotAccess, chatId: string, asksForCode: boolean, language: Language): Promise<void> {
    const phone = await this.chats.findPhone(bot.owner, chatId);
    if (phone === null) return this.askForContact(bot, chatId, language);
    const sent = await this.codes.sendWaiting(bot.owner, phone, chatId, language);
    const words = messages[language];
    if (sent === 0)
      await this.say(
        bot,
        chatId,
        asksForCode ? words['bot.noCode'](FORMATTERS, { phone }) : words['bot.welcome'](FORMATTERS, {}),
      );
  }

  private async show(bot: BotAccess, chatId: string, isCode: boolean, language: Language): Promise<void> {
    const words = messages[language];
    const guests = await this.guests.list(bot.owner, chatId, MOST_NETWORKS);
    if (guests === null) return this.askForContact(bot, chatId, language);
    const lines = guests.map(({ network, available, card }) =>
      isCode
        ? words['bot.code'](FORMATTERS, { network, code: card.cardCode })
        : words['bot.balance'](FORMATTERS, { network, count: available }),
    );
    await this.say(bot, chatId, lines.length === 0 ? words['bot.noGuest'](FORMATTERS, {}) : lines.join('\n'));
  }

  private async askForContact(bot: BotAccess, chatId: string, language: Language): Promise<void> {
    const words = messages[language];
    const keyboard = [[{ text: words['bot.share'](FORMATTERS, {}), request_contact: true }]];
    await this.say(bot, chatId, words['bot.hello'](FORMATTERS, {}), {
      keyboard,
      resize_keyboard: true,
      one_time_keyboard: true,
    });
  }

  private async say(bot: BotAccess, chatId: string, text: string, replyMarkup?: object): Promise<void> {
    const reply = this.providers.telegram?.say(bot, chatId, text, replyMarkup);
    if (reply === undefined) return;
    const end = reply
      .catch((error: unknown) => this.logger.error({ message: 'a reply to a guest failed', error }))
      .finally(() => this.underWay.delete(end));
    this.underWay.add(end);
    await Promise.race([end, pause(REPLY_WAIT_MS, undefined, { ref: false })]);
  }
}
