import { Injectable } from '@nestjs/common';
import { Database, type Tx } from '../../platform/database/database';
import { newId } from '../../platform/ids/ids';
import { CHAT_CHANNELS, type ChatChannel, Pii } from '../../security';
import { type Bot, MESSENGERS } from './messengers';
import { TelegramChats } from './telegram-chats';
import * as sql from './network-bots.sql';

/**
 * People's chats with bots. Only a network itself uses chats with its own bot: the holder of a bot's token can pretend to be in any of its chats,
 * so such a chat proves nothing to other networks.
 */
@Injectable()
export class BotChats {
  constructor(
    private readonly database: Database,
    private readonly pii: Pii,
    private readonly installation: TelegramChats,
  ) {}

  /** Links the chat to a phone (E.164) that is proven to be its person's. */
  async link({ messenger, owner }: Bot, phone: string, chatId: string): Promise<void> {
    if (owner === null) return this.installation.link(phone, chatId);
    const chat = {
      id: newId(),
      phoneEncrypted: this.pii.encrypt(owner, 'phone', phone),
      // The index without a network, as for codes, so that an erasure finds both by one index.
      phoneIndex: this.pii.blindIndex(null, 'phone', phone),
      chatEncrypted: this.pii.encrypt(owner, 'recipient', chatId),
      chatIndex: this.indexOf(owner, chatId),
    };
    await this.database.inNetwork(owner, (tx) => sql.linkBotChat(tx, messenger, owner, chat));
  }

  async unlink({ messenger, owner }: Bot, chatId: string): Promise<void> {
    if (owner === null) return this.installation.unlink(chatId);
    await this.database.inNetwork(owner, (tx) => sql.unlinkBotChat(tx, messenger, owner, this.indexOf(owner, chatId)));
  }

  /** The phone (E.164) that the person of a chat has shared with the bot; null: none. */
  async findPhone({ messenger, owner }: Bot, chatId: string): Promise<string | null> {
    if (owner === null) return this.installation.findPhone(chatId);
    const found = await this.database.inNetwork(owner, (tx) =>
      sql.findPhoneOfBotChat(tx, messenger, owner, this.indexOf(owner, chatId)),
    );
    return found === undefined ? null : this.pii.decrypt(owner, 'phone', found);
  }

  /** Notes whether the messenger refuses messages to the chat; it accepts them again once the person has written. */
  async setReachable({ messenger, owner }: Bot, chatId: string, isReachable: boolean): Promise<void> {
    if (owner === null) return this.installation.setReachable(chatId, isReachable);
    const index = this.indexOf(owner, chatId);
    await this.database.inNetwork(owner, (tx) => sql.setBotChatReachable(tx, messenger, owner, index, isReachable));
  }

  /**
   * The chat in which the network's bot reaches a phone; null: none.
   *
   * @param phoneIndex the phone's blind index without a network
   */
  async findChat(messenger: ChatChannel, networkId: string, phoneIndex: Buffer): Promise<string | null> {
    const own = await this.database.inNetwork(networkId, async (tx) =>
      (await isOfOwnBot(tx, messenger, networkId))
        ? { blob: await sql.findBotChat(tx, messenger, networkId, phoneIndex) }
        : undefined,
    );
    if (own === undefined) return this.installation.findChat(phoneIndex);
    return own.blob === undefined ? null : this.pii.decrypt(networkId, 'recipient', own.blob);
  }

  /** The chats in which the network's bot reaches these phones (E.164), by phone; others are left out. */
  async findChats(
    tx: Tx,
    messenger: ChatChannel,
    networkId: string,
    phones: readonly string[],
  ): Promise<Map<string, string>> {
    const phoneOf = new Map(phones.map((phone) => [this.pii.blindIndex(null, 'phone', phone).toString('hex'), phone]));
    const indexes = phones.map((phone) => this.pii.blindIndex(null, 'phone', phone));
    const isOwn = await isOfOwnBot(tx, messenger, networkId);
    const found = isOwn
      ? await sql.listBotChats(tx, messenger, networkId, indexes)
      : await this.installation.listReachable(indexes);
    return new Map(
      found.map(({ phoneIndex: index, chat }) => [
        phoneOf.get(index.toString('hex')) ?? '',
        this.pii.decrypt(isOwn ? networkId : null, 'recipient', chat),
      ]),
    );
  }

  /** Since when the messenger refuses messages to the chat of a phone (E.164), because its owner stopped the bot; null: it does not. */
  async findRefusal(tx: Tx, messenger: ChatChannel, networkId: string, phone: string): Promise<Date | null> {
    const index = this.pii.blindIndex(null, 'phone', phone);
    if (await isOfOwnBot(tx, messenger, networkId)) return sql.findRefusalOfBotChat(tx, messenger, networkId, index);
    return this.installation.findRefusal(index);
  }

  /** The blind indexes of these phones' (E.164) chats with the network's bots or the installation's, under which messages are stored. */
  async listRecipients(tx: Tx, networkId: string, phones: readonly string[]): Promise<Buffer[]> {
    const phoneIndexes = phones.map((phone) => this.pii.blindIndex(null, 'phone', phone));
    const chats = await this.installation.listChats(phoneIndexes);
    const own = await Promise.all(
      CHAT_CHANNELS.map((messenger) => sql.listBotChatIndexes(tx, messenger, networkId, phoneIndexes)),
    );
    return [...own.flat(), ...chats.map((chatId) => this.indexOf(networkId, chatId))];
  }

  private indexOf(networkId: string, chatId: string): Buffer {
    return this.pii.blindIndex(networkId, 'recipient', chatId);
  }
}

/** Whether the network's chats are those of its own bot. A messenger without a bot of the installation has no others. */
async function isOfOwnBot(tx: Tx, messenger: ChatChannel, networkId: string): Promise<boolean> {
  return !MESSENGERS[messenger].hasBotOfInstallation || sql.hasOwnBot(tx, messenger, networkId);
}
