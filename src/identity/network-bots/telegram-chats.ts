import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/database/database';
import { newId } from '../../platform/ids/ids';
import { Pii } from '../../security';
import type { ChatOfPhone } from './network-bots.sql';
import * as sql from './telegram-account.sql';

/** Phones' Telegram chats with the installation's bot, which writes for all networks. */
@Injectable()
export class TelegramChats {
  constructor(
    private readonly database: Database,
    private readonly pii: Pii,
  ) {}

  /** Links the chat to the phone (E.164) that Telegram confirmed. Makes the guest account the first time. */
  link(phone: string, chatId: string): Promise<void> {
    const account = {
      id: newId(),
      phoneEncrypted: this.pii.encrypt(null, 'phone', phone),
      phoneIndex: this.pii.blindIndex(null, 'phone', phone),
      chatEncrypted: this.pii.encrypt(null, 'recipient', chatId),
      chatIndex: this.pii.blindIndex(null, 'recipient', chatId),
    };
    return this.database.asPlatform((tx) => sql.linkTelegramChat(tx, account));
  }

  unlink(chatId: string): Promise<void> {
    return this.database.asPlatform((tx) => sql.unlinkTelegramChat(tx, this.indexOf(chatId)));
  }

  /** The chat from which a phone was shared, by the phone's blind index; null: none to which the bot may write. */
  async findChat(phoneIndex: Buffer): Promise<string | null> {
    const blob = await this.database.asPlatform((tx) => sql.findTelegramChat(tx, phoneIndex));
    return blob === null ? null : this.pii.decrypt(null, 'recipient', blob);
  }

  /** The encrypted chats of phones to which the bot may write, by the blind indexes of the phones. */
  listReachable(phoneIndexes: readonly Buffer[]): Promise<ChatOfPhone[]> {
    return this.database.asPlatform((tx) => sql.listReachableChats(tx, phoneIndexes));
  }

  /** The chats that phones were shared from, by the blind indexes of the phones. */
  async listChats(phoneIndexes: readonly Buffer[]): Promise<string[]> {
    const blobs = await this.database.asPlatform((tx) => sql.listTelegramChats(tx, phoneIndexes));
    return blobs.map((blob) => this.pii.decrypt(null, 'recipient', blob));
  }

  /** The phone (E.164) that the person of a chat has shared; null: none. */
  async findPhone(chatId: string): Promise<string | null> {
    return (await this.findAccount(chatId))?.phone ?? null;
  }

  /** The account of a chat's person, with the phone (E.164); null: the phone was not shared. */
  async findAccount(chatId: string): Promise<{ readonly id: string; readonly phone: string } | null> {
    const found = await this.database.asPlatform((tx) => sql.findAccountOfChat(tx, this.indexOf(chatId)));
    return found === undefined ? null : { id: found.id, phone: this.pii.decrypt(null, 'phone', found.phoneEncrypted) };
  }

  /** Since when Telegram refuses messages to the chat of a phone, by its blind index; null: it does not. */
  findRefusal(phoneIndex: Buffer): Promise<Date | null> {
    return this.database.asPlatform((tx) => sql.findChatRefusal(tx, phoneIndex));
  }

  /** Notes whether Telegram refuses messages to the chat; it accepts them again once the person has written. */
  setReachable(chatId: string, isReachable: boolean): Promise<void> {
    return this.database.asPlatform((tx) => sql.setChatReachable(tx, this.indexOf(chatId), isReachable));
  }

  private indexOf(chatId: string): Buffer {
    return this.pii.blindIndex(null, 'recipient', chatId);
  }
}
