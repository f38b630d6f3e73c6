import { Injectable } from '@nestjs/common';
import { Database, type Tx } from '../../platform/database/database';
import { newId } from '../../platform/ids/ids';
import { Pii } from '../../security';
import { TelegramChats } from './telegram-chats';
import * as sql from './network-bots.sql';

/** The network whose own bot a chat belongs to; null: the bot of the installation, which writes for all others. */
export type BotOwner = string | null;

/**
 * Chats of people with a bot. A chat with the bot of a network is known to that network alone: the holder of a bot's token
 * can pretend to be in any chat with it, so such a chat proves nothing to other networks.
 */
@Injectable()
export class BotChats {
  constructor(
    private readonly database: Database,
    private readonly pii: Pii,
    private readonly installation: TelegramChats,
  ) {}

  /** Links the chat to the phone (E.164) that Telegram has confirmed. */
  async link(owner: BotOwner, phone: string, chatId: string): Promise<void> {
    if (owner === null) return this.installation.link(phone, chatId);
    const chat = {
      id: newId(),
      phoneEncrypted: this.pii.encrypt(owner, 'phone', phone),
      // The index of no network, as with codes: an erasure finds both by one.
      phoneIndex: this.pii.blindIndex(null, 'phone', phone),
      chatEncrypted: this.pii.encrypt(owner, 'recipient', chatId),
      chatIndex: this.indexOf(owner, chatId),
    };
    await this.database.inNetwork(owner, (tx) => sql.linkBotChat(tx, owner, chat));
  }

  async unlink(owner: BotOwner, chatId: string): Promise<void> {
    if (owner === null) return this.installation.unlink(chatId);
    await this.database.inNetwork(owner, (tx) => sql.unlinkBotChat(tx, owner, this.indexOf(owner, chatId)));
  }

  /** The phone (E.164) that the person of a chat has shared with the bot; null: none. */
  async findPhone(owner: BotOwner, chatId: string): Promise<string | null> {
    if (owner === null) return this.installation.findPhone(chatId);
    const found = await this.database.inNetwork(owner, (tx) =>
      sql.findPhoneOfBotChat(tx, owner, this.indexOf(owner, chatId)),
    );
    return found === undefined ? null : this.pii.decrypt(owner, 'phone', found);
  }

  /** Notes that Telegram refuses messages to the chat, or that it takes them again: the person has written. */
  async setReachable(owner: BotOwner, chatId: string, isReachable: boolean): Promise<void> {
    if (owner === null) return this.installation.setReachable(chatId, isReachable);
    const index = this.indexOf(owner, chatId);
    await this.database.inNetwork(owner, (tx) => sql.setBotChatReachable(tx, owner, index, isReachable));
  }

  /**
   * The chat in which the bot that writes for the network reaches a phone; null: none.
   *
   * @param phoneIndex blind index of the phone, of no network
   */
  async findChat(networkId: string, phoneIndex: Buffer): Promise<string | null> {
    const own = await this.database.inNetwork(networkId, async (tx) =>
      (await sql.hasOwnBot(tx, networkId)) ? { blob: await sql.findBotChat(tx, networkId, phoneIndex) } : undefined,
    );
    if (own === undefined) return this.installation.findChat(phoneIndex);
    return own.blob === undefined ? null : this.pii.decrypt(networkId, 'recipient', own.blob);
  }

  /** The chats in which the bot that writes for the network reaches these phones (E.164), by phone; the others are left out. */
  async findChats(tx: Tx, networkId: string, phones: readonly string[]): Promise<Map<string, string>> {
    const phoneOf = new Map(phones.map((phone) => [this.pii.blindIndex(null, 'phone', phone).toString('hex'), phone]));
    const indexes = phones.map((phone) => this.pii.blindIndex(null, 'phone', phone));
    const isOwn = await sql.hasOwnBot(tx, networkId);
    const found = isOwn
      ? await sql.listBotChats(tx, networkId, indexes)
      : await this.installation.listReachable(indexes);
    return new Map(
      found.map(({ phone_index: index, chat }) => [
        phoneOf.get(index.toString('hex')) ?? '',
        this.pii.decrypt(isOwn ? networkId : null, 'recipient', chat),
      ]),
    );
  }

  /** Since when Telegram refuses messages to the chat of a phone (E.164), because its owner stopped the bot; null: it does not. */
  async findRefusal(tx: Tx, networkId: string, phone: string): Promise<Date | null> {
    const index = this.pii.blindIndex(null, 'phone', phone);
    if (await sql.hasOwnBot(tx, networkId)) return sql.findRefusalOfBotChat(tx, networkId, index);
    return this.installation.findRefusal(index);
  }

  /** Blind indexes under which the network has messages to the chats of these phones (E.164), with its bot or the installation's. */
  async listRecipients(tx: Tx, networkId: string, phones: readonly string[]): Promise<Buffer[]> {
    const phoneIndexes = phones.map((phone) => this.pii.blindIndex(null, 'phone', phone));
    const chats = await this.installation.listChats(phoneIndexes);
    const own = await sql.listBotChatIndexes(tx, networkId, phoneIndexes);
    return [...own, ...chats.map((chatId) => this.indexOf(networkId, chatId))];
  }

  private indexOf(networkId: string, chatId: string): Buffer {
    return this.pii.blindIndex(networkId, 'recipient', chatId);
  }
}
