import { setTimeout as pause } from 'node:timers/promises';
import { Logger, type OnModuleDestroy } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { messages } from '../../generated/words/messages';
import { BotChats, OneTimeCodes, TelegramGuests, TelegramStop } from '../../identity';
import { FORMATTERS } from '../../platform/language/formatters';
import type { Language } from '../../platform/language/language';
import { ConfiguredProviders } from './configured-providers';
import { type BotAccess, CODE_PARAMETER } from './telegram-bot';

/** A message from a person's own chat with a bot. */
export interface BotMessage {
  readonly chatId: string;
  readonly senderId: number;
  readonly language: Language;
  readonly text: string | undefined;
  /** A contact that was sent, and whose it is as far as Telegram knows. */
  readonly contact: { readonly phone: string; readonly userId: number | undefined } | undefined;
}

/** Networks that one answer names: a message has a limit, and a reader a patience. */
const MOST_NETWORKS = 10;
/** Telegram wants its answer within a second. A reply that takes longer goes on without it. */
const REPLY_WAIT_MS = 500;

/**
 * `/balance` and `/code` show what the guest has, `/stop` ends all messages by Telegram and withdraws the consent to those of
 * campaigns, the sender's own contact lets codes come, beginning with one that waits. Anything else asks for the contact, or names these commands to a person who has shared it.
 */
export class TakeBotMessage extends Command<void> {
  constructor(
    readonly bot: BotAccess,
    readonly message: BotMessage,
  ) {
    super();
  }
}

/** All of it may come twice. The changes that a message makes are stored before the reply to it. */
@CommandHandler(TakeBotMessage)
export class TakeBotMessageHandler implements ICommandHandler<TakeBotMessage>, OnModuleDestroy {
  private readonly logger = new Logger(TakeBotMessageHandler.name);
  private readonly underWay = new Set<Promise<unknown>>();

  constructor(
    private readonly chats: BotChats,
    private readonly codes: OneTimeCodes,
    private readonly guests: TelegramGuests,
    private readonly stopping: TelegramStop,
    private readonly providers: ConfiguredProviders,
  ) {}

  /** A server that ends sends its last replies. */
  async onModuleDestroy(): Promise<void> {
    await Promise.allSettled(this.underWay);
  }

  async execute({ bot, message: { chatId, senderId, language, text, contact } }: TakeBotMessage): Promise<void> {
    const { owner } = bot;
    const words = messages[language];
    // A person who writes has let the bot in again.
    await this.chats.setReachable(owner, chatId, true);
    if (contact !== undefined) {
      // Anybody can send anybody's card: only the sender's own proves a phone.
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

  private async link(bot: BotAccess, chatId: string, shared: string, language: Language): Promise<void> {
    const phone = `+${shared.replace(/\D/g, '')}`;
    await this.chats.link(bot.owner, phone, chatId);
    const sent = await this.codes.sendWaiting(bot.owner, phone, chatId, language);
    const text = messages[language][sent === 0 ? 'bot.linked' : 'bot.linkedWithCode'](FORMATTERS, {});
    await this.say(bot, chatId, text, { remove_keyboard: true });
  }

  /** A code that waited for the person comes by itself. */
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
