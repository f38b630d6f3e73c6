import { Injectable } from '@nestjs/common';
import { Database, type Tx } from '../../platform/database/database';
import { newId } from '../../platform/ids/ids';
import { CHAT_CHANNELS, type ChatChannel, Pii } from '../../security';
import { type Bot, MESSENGERS } from './messengers';
import { TelegramChats } from './telegram-chats';

interface BotChatInsert {
  readonly id: string;
  readonly phoneEncrypted: Buffer;
  readonly phoneIndex: Buffer;
  readonly chatEncrypted: Buffer;
  readonly chatIndex: Buffer;
}

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
    await this.database.inNetwork(owner, (tx) => linkBotChat(tx, messenger, owner, chat));
  }

  async unlink({ messenger, owner }: Bot, chatId: string): Promise<void> {
    if (owner === null) return this.installation.unlink(chatId);
    await this.database.inNetwork(
      owner,
      (tx) =>
        tx.query`
        DELETE FROM ${MESSENGERS[messenger].chats} WHERE network_id = ${owner} AND chat_index = ${this.indexOf(owner, chatId)}`,
    );
  }

  /** The phone (E.164) that the person of a chat has shared with the bot; null: none. */
  async findPhone({ messenger, owner }: Bot, chatId: string): Promise<string | null> {
    if (owner === null) return this.installation.findPhone(chatId);
    const found = await this.database.inNetwork(
      owner,
      async (tx) =>
        (
          await tx.maybe<{ phoneEncrypted: Buffer }>`
            SELECT phone_encrypted FROM ${MESSENGERS[messenger].chats} WHERE network_id = ${owner} AND chat_index = ${this.indexOf(owner, chatId)}`
        )?.phoneEncrypted,
    );
    return found === undefined ? null : this.pii.decrypt(owner, 'phone', found);
  }

  /** Notes whether the messenger refuses messages to the chat; it accepts them again once the person has written. */
  async setReachable({ messenger, owner }: Bot, chatId: string, isReachable: boolean): Promise<void> {
    if (owner === null) return this.installation.setReachable(chatId, isReachable);
    const index = this.indexOf(owner, chatId);
    await this.database.inNetwork(
      owner,
      (tx) =>
        tx.query`
        UPDATE ${MESSENGERS[messenger].chats} SET refused_at = CASE WHEN ${isReachable} THEN NULL ELSE clock_timestamp() END
         WHERE network_id = ${owner} AND chat_index = ${index} AND (refused_at IS NULL) <> ${isReachable}`,
    );
  }

  /**
   * The chat in which the network's bot reaches a phone; null: none.
   *
   * @param phoneIndex the phone's blind index without a network
   */
  async findChat(messenger: ChatChannel, networkId: string, phoneIndex: Buffer): Promise<string | null> {
    const own = await this.database.inNetwork(networkId, async (tx) =>
      (await isOfOwnBot(tx, messenger, networkId))
        ? {
            blob: (
              await tx.maybe<{ chatEncrypted: Buffer }>`
                SELECT chat_encrypted FROM ${MESSENGERS[messenger].chats} WHERE network_id = ${networkId} AND phone_index = ${phoneIndex}
                 AND refused_at IS NULL`
            )?.chatEncrypted,
          }
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
      ? await tx.query<{ phoneIndex: Buffer; chat: Buffer }>`
        SELECT phone_index, chat_encrypted AS chat FROM ${MESSENGERS[messenger].chats}
         WHERE network_id = ${networkId} AND phone_index = ANY (${indexes}::bytea[]) AND refused_at IS NULL`
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
    if (!(await isOfOwnBot(tx, messenger, networkId))) return this.installation.findRefusal(index);
    const chat = await tx.maybe<{ refusedAt: Date | null }>`
      SELECT refused_at FROM ${MESSENGERS[messenger].chats} WHERE network_id = ${networkId} AND phone_index = ${index}`;
    return chat?.refusedAt ?? null;
  }

  /** The blind indexes of these phones' (E.164) chats with the network's bots or the installation's, under which messages are stored. */
  async listRecipients(tx: Tx, networkId: string, phones: readonly string[]): Promise<Buffer[]> {
    const phoneIndexes = phones.map((phone) => this.pii.blindIndex(null, 'phone', phone));
    const chats = await this.installation.listChats(phoneIndexes);
    const own = await Promise.all(
      CHAT_CHANNELS.map(async (messenger) =>
        (
          await tx.query<{ chatIndex: Buffer }>`
            SELECT chat_index FROM ${MESSENGERS[messenger].chats} WHERE network_id = ${networkId} AND phone_index = ANY (${phoneIndexes}::bytea[])`
        ).map(({ chatIndex }) => chatIndex),
      ),
    );
    return [...own.flat(), ...chats.map((chatId) => this.indexOf(networkId, chatId))];
  }

  private indexOf(networkId: string, chatId: string): Buffer {
    return this.pii.blindIndex(networkId, 'recipient', chatId);
  }
}

/** Whether the network's chats are those of its own bot. A messenger without a bot of the installation has no others. */
async function isOfOwnBot(tx: Tx, messenger: ChatChannel, networkId: string): Promise<boolean> {
  return !MESSENGERS[messenger].hasBotOfInstallation || hasOwnBot(tx, messenger, networkId);
}

/** Whether the network's messages go through its own bot. */
async function hasOwnBot(tx: Tx, messenger: ChatChannel, networkId: string): Promise<boolean> {
  const own = await tx.maybe`
    SELECT FROM ${MESSENGERS[messenger].bots} WHERE network_id = ${networkId} AND disconnected_at IS NULL`;
  return own !== undefined;
}

/** Links this chat to the phone, and to no other phone. */
async function linkBotChat(tx: Tx, messenger: ChatChannel, networkId: string, chat: BotChatInsert): Promise<void> {
  await tx.query`
    DELETE FROM ${MESSENGERS[messenger].chats} WHERE network_id = ${networkId} AND chat_index = ${chat.chatIndex}
     AND phone_index <> ${chat.phoneIndex}`;
  await tx.query`
    INSERT INTO ${MESSENGERS[messenger].chats} (network_id, id, phone_encrypted, phone_index, chat_encrypted, chat_index)
     VALUES (${networkId}, ${chat.id}, ${chat.phoneEncrypted}, ${chat.phoneIndex}, ${chat.chatEncrypted}, ${chat.chatIndex})
     ON CONFLICT (network_id, phone_index) DO UPDATE
       SET chat_encrypted = excluded.chat_encrypted, chat_index = excluded.chat_index, refused_at = NULL`;
}
