import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/database/database';
import { newId } from '../../platform/ids/ids';
import { Pii } from '../../security';
import { linkTelegramChat, unlinkTelegramChat } from './telegram-account.sql';

/** Who may be written to by the bot: the person of a phone, in whichever networks. */
@Injectable()
export class TelegramChats {
  constructor(
    private readonly database: Database,
    private readonly pii: Pii,
  ) {}

  /** Telegram says that the phone (E.164) is that of the chat's owner. The person is made when it is the first time. */
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
