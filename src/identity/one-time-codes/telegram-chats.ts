import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/database/database';
import { newId } from '../../platform/ids/ids';
import { Pii } from '../../security';
import { linkTelegramChat, unlinkTelegramChat } from './telegram-account.sql';

/** The Telegram chats of phones, to which the bot may write for all networks. */
@Injectable()
export class TelegramChats {
  constructor(
    private readonly database: Database,
    private readonly pii: Pii,
  ) {}

  /** Links the chat to the phone (E.164) that Telegram has confirmed. Creates the guest account on the first time. */
  link(phone: string, chatId: string): Promise<void> {
    const account = {
      id: newId(),
      phoneEncrypted: this.pii.encrypt(null, 'phone', phone),
      phoneIndex: this.pii.blindIndex(null, 'phone', phone),
      chatEncrypted: this.pii.encrypt(null, 'recipient', chatId),
      chatIndex: this.pii.blindIndex(null, 'recipient', chatId),
    };
    return this.database.asPlatform((tx) => linkTelegramChat(tx, account));
  }

  unlink(chatId: string): Promise<void> {
    const index = this.pii.blindIndex(null, 'recipient', chatId);
    return this.database.asPlatform((tx) => unlinkTelegramChat(tx, index));
  }
}
