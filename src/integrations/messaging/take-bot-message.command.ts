import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { TelegramChats } from '../../identity';
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
    const words = WORDS[language];
    if (contact !== undefined) {
      // Anybody can send anybody's card: only the sender's own proves a phone.
      const isOwn = contact.userId === senderId;
      if (isOwn) await this.chats.link(`+${contact.phone.replace(/\D/g, '')}`, chatId);
      await this.say(chatId, isOwn ? words.linked : words.notYours, isOwn ? { remove_keyboard: true } : undefined);
    } else if (text?.startsWith('/stop') === true) {
      await this.chats.unlink(chatId);
      await this.say(chatId, words.stopped);
    } else {
      const keyboard = [[{ text: words.share, request_contact: true }]];
      await this.say(chatId, words.hello, { keyboard, resize_keyboard: true, one_time_keyboard: true });
    }
  }

  private async say(chatId: string, text: string, replyMarkup?: object): Promise<void> {
    await this.providers.telegram?.say(chatId, text, replyMarkup);
  }
}

interface BotWords {
  readonly hello: string;
  readonly share: string;
  readonly linked: string;
  readonly notYours: string;
  readonly stopped: string;
}

const WORDS: Readonly<Record<Language, BotWords>> = {
  en: {
    hello: 'Share your phone number, and sign-in codes will come here.',
    share: 'Share my phone number',
    linked: 'Done. Sign-in codes can come here now. Send /stop to end this.',
    notYours: 'This is not your own contact. Press the button below the text field.',
    stopped: 'Codes no longer come here. Send /start to turn them on again.',
  },
  ru: {
    hello: 'Поделитесь своим номером телефона, и коды для входа будут приходить сюда.',
    share: 'Поделиться номером',
    linked: 'Готово. Теперь коды для входа могут приходить сюда. Чтобы отключить, отправьте /stop.',
    notYours: 'Это не ваш контакт. Нажмите кнопку под полем ввода.',
    stopped: 'Коды больше не будут приходить сюда. Чтобы включить их снова, отправьте /start.',
  },
};
