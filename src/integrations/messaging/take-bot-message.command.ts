import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { messages } from '../../generated/words/messages';
import { TelegramChats } from '../../identity';
import { FORMATTERS } from '../../platform/language/formatters';
import type { Language } from '../../platform/language/language';
import { ConfiguredProviders } from './configured-providers';

/** A message from a person's own chat with the bot. */
export interface BotMessage {
  readonly chatId: string;
  readonly senderId: number;
  readonly language: Language;
  readonly text: string | undefined;
  /** A contact that was sent, and whose it is as far as Telegram knows. */
  readonly contact: { readonly phone: string; readonly userId: number | undefined } | undefined;
}

/** `/stop` ends the codes by Telegram, the sender's own contact lets them come, anything else asks for the contact. */
export class TakeBotMessage extends Command<void> {
  constructor(readonly message: BotMessage) {
    super();
  }
}

/** All of it may come twice. */
@CommandHandler(TakeBotMessage)
export class TakeBotMessageHandler implements ICommandHandler<TakeBotMessage> {
  constructor(
    private readonly chats: TelegramChats,
    private readonly providers: ConfiguredProviders,
  ) {}

  async execute({ message: { chatId, senderId, language, text, contact } }: TakeBotMessage): Promise<void> {
    const words = messages[language];
    if (contact !== undefined) {
      // Anybody can send anybody's card: only the sender's own proves a phone.
      const isOwn = contact.userId === senderId;
      if (isOwn) await this.chats.link(`+${contact.phone.replace(/\D/g, '')}`, chatId);
      await this.say(
        chatId,
        isOwn ? words['bot.linked'](FORMATTERS, {}) : words['bot.notYours'](FORMATTERS, {}),
        isOwn ? { remove_keyboard: true } : undefined,
      );
    } else if (text?.startsWith('/stop') === true) {
      await this.chats.unlink(chatId);
      await this.say(chatId, words['bot.stopped'](FORMATTERS, {}));
    } else {
      const keyboard = [[{ text: words['bot.share'](FORMATTERS, {}), request_contact: true }]];
      await this.say(chatId, words['bot.hello'](FORMATTERS, {}), {
        keyboard,
        resize_keyboard: true,
        one_time_keyboard: true,
      });
    }
  }

  private async say(chatId: string, text: string, replyMarkup?: object): Promise<void> {
    await this.providers.telegram?.say(chatId, text, replyMarkup);
  }
}
