import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { BotChats, ChatGuests, ChatLinks, ChatStop, OneTimeCodes } from '../../identity';
import { ConfiguredProviders } from './configured-providers';
import { setTimeout as pause } from 'node:timers/promises';
import { Logger, type OnModuleDestroy } from '@nestjs/common';
import { messages } from '../../generated/words/messages';
import { FORMATTERS } from '../../platform/language/formatters';
import type { Language } from '../../platform/language/language';
import type { BotAccess, BotButtons, Messenger, PlainText } from './messenger';
import { sharedPhone } from '../../typed/phone';

/** A message in a person's private chat with a bot. */
export interface BotMessage {
  readonly chatId: string;
  readonly language: Language;
  readonly text: string | undefined;
  /** A shared contact; `isOwn`: the messenger vouches that it is that of the person who wrote. */
  readonly contact: { readonly phone: string; readonly isOwn: boolean } | undefined;
}

/** The most networks in one reply, because a message has a limit. */
const MOST_NETWORKS = 10;

/** A messenger expects an answer soon; a slower reply is sent after the answer. */
const REPLY_WAIT_MS = 500;

/**
 * Handles a message to a bot. `/balance` and `/code` show the guest's balance and code. `/stop` ends all messages to the chat and withdraws the
 * consent to campaigns. The sender's own contact enables codes in the chat, beginning with one that waits. Any other text is answered with a
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

@CommandHandler(TakeBotMessage)
export class TakeBotMessageHandler implements ICommandHandler<TakeBotMessage>, OnModuleDestroy {
  private readonly logger = new Logger(TakeBotMessageHandler.name);

  private readonly underWay = new Set<Promise<unknown>>();

  constructor(
    private readonly providers: ConfiguredProviders,
    private readonly chats: BotChats,
    private readonly codes: OneTimeCodes,
    private readonly guests: ChatGuests,
    private readonly stopping: ChatStop,
    private readonly links: ChatLinks,
  ) {}

  /** A messenger may send an update twice. Changes are stored before the reply is sent. */
  async execute({ bot, message: { chatId, language, text, contact } }: TakeBotMessage): Promise<void> {
    const calls = this.providers.messenger(bot.messenger);
    if (calls === undefined) return;
    const start = /^\/start (\S+)$/.exec(text?.trim() ?? '')?.[1] ?? '';
    // A person who writes has unblocked the bot.
    await this.chats.setReachable(bot, chatId, true);
    if (contact !== undefined) {
      // A person can share anyone's contact, and only the sender's own one proves the phone.
      if (contact.isOwn) await this.link(bot, chatId, contact.phone, language);
      else await this.say(bot, chatId, 'notYours', language);
    } else if (text?.startsWith('/stop') === true) {
      const hasWithdrawn = await this.stopping.stop(bot, chatId);
      const ended = hasWithdrawn ? 'stoppedCampaigns' : 'stopped';
      await this.say(bot, chatId, ended, language);
    } else if (calls.codeElsewhere !== null && text?.startsWith('/code') === true) {
      await this.say(bot, chatId, { key: calls.codeElsewhere }, language);
    } else if (/^\/(?:balance|code)\b/.test(text ?? '')) {
      await this.show(bot, chatId, text?.startsWith('/code') === true, language);
    } else {
      const isLinked = bot.owner !== null && (await this.links.use({ ...bot, owner: bot.owner }, chatId, start));
      if (isLinked) await this.say(bot, chatId, 'linked', language);
      else await this.welcome(bot, chatId, start === calls.codeParameter, language);
    }
  }

  /** Waits for the last replies when the server stops. */
  async onModuleDestroy(): Promise<void> {
    await Promise.allSettled(this.underWay);
  }

  private async link(bot: BotAccess, chatId: string, shared: string, language: Language): Promise<void> {
    const phone = sharedPhone(shared);
    await this.chats.link(bot, phone, chatId);
    const sent = await this.codes.sendWaiting(bot, phone, chatId, language);
    await this.say(bot, chatId, sent === 0 ? 'linked' : 'linkedWithCode', language, 'PHONE_SHARED');
  }

  /** Greets a person, and sends a code at once if one waits. A person who has not shared the contact is asked for it. */
  private async welcome(bot: BotAccess, chatId: string, asksForCode: boolean, language: Language): Promise<void> {
    const phone = await this.chats.findPhone(bot, chatId);
    if (phone === null) return this.askForContact(bot, chatId, language);
    const sent = await this.codes.sendWaiting(bot, phone, chatId, language);
    const words = messages[language];
    if (sent === 0)
      await this.say(
        bot,
        chatId,
        asksForCode ? { words: words['bot.noCode'](FORMATTERS, { phone }) } : 'welcome',
        language,
      );
  }

  private async show(bot: BotAccess, chatId: string, isCode: boolean, language: Language): Promise<void> {
    const words = messages[language];
    const guests = await this.guests.list(bot, chatId, MOST_NETWORKS);
    if (guests === null) return this.askForContact(bot, chatId, language);
    const lines = guests.map(({ network, available, card }) => {
      if (!isCode) return words['bot.balance'](FORMATTERS, { network, count: available });
      return card === null
        ? words['bot.blocked'](FORMATTERS, { network })
        : words['bot.code'](FORMATTERS, { network, code: card.cardCode });
    });
    await this.say(bot, chatId, lines.length === 0 ? { key: 'bot.noGuest' } : { words: lines.join('\n') }, language);
  }

  private async askForContact(bot: BotAccess, chatId: string, language: Language): Promise<void> {
    await this.say(bot, chatId, 'hello', language, 'SHARE_PHONE');
  }

  /** @param said the key of a text that only this messenger has, the key of a text of all messengers, or the finished text */
  private async say(
    bot: BotAccess,
    chatId: string,
    said: keyof Messenger['texts'] | { readonly key: PlainText } | { readonly words: string },
    language: Language,
    kind: BotButtons['kind'] = 'COMMANDS',
  ): Promise<void> {
    const calls = this.providers.messenger(bot.messenger);
    if (calls === undefined) return;
    const text =
      typeof said === 'object' && 'words' in said
        ? said.words
        : messages[language][typeof said === 'string' ? calls.texts[said] : said.key](FORMATTERS, {});
    const reply = calls.say(bot, chatId, text, { kind, language });
    const end = reply
      .catch((error: unknown) => this.logger.error({ message: 'a reply to a guest failed', error }))
      .finally(() => this.underWay.delete(end));
    this.underWay.add(end);
    await Promise.race([end, pause(REPLY_WAIT_MS, undefined, { ref: false })]);
  }
}
