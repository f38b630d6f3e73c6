import type { Tx } from '../../platform/database/database';
import type { ChatChannel } from '../../security';
import { MESSENGERS } from './messengers';

// The statements are by hand, because Prisma knows each messenger's table as a type of its own.

/** The network that connected a bot. Runs in the platform's role. */
export async function findNetworkOfBot(tx: Tx, messenger: ChatChannel, botId: number): Promise<string | undefined> {
  const row = await tx.maybe<{ network_id: string }>(
    `SELECT network_id FROM ${MESSENGERS[messenger].bots} WHERE bot_id = $1 AND disconnected_at IS NULL`,
    [botId],
  );
  return row?.network_id;
}

/** Whether the network's messages go through its own bot. */
export async function hasOwnBot(tx: Tx, messenger: ChatChannel, networkId: string): Promise<boolean> {
  const sql = `SELECT 1 FROM ${MESSENGERS[messenger].bots} WHERE network_id = $1 AND disconnected_at IS NULL`;
  return (await tx.maybe(sql, [networkId])) !== undefined;
}

/** Whether the network has its own bot in any messenger, or had one within this time. */
export async function hadOwnBot(tx: Tx, networkId: string, withinSeconds: number): Promise<boolean> {
  const had = Object.values(MESSENGERS).map(
    ({ bots }) => `SELECT 1 FROM ${bots} WHERE network_id = $1
        AND (disconnected_at IS NULL OR disconnected_at > now() - make_interval(secs => $2))`,
  );
  return (await tx.maybe(`${had.join(' UNION ALL ')} LIMIT 1`, [networkId, withinSeconds])) !== undefined;
}

export interface BotRow {
  readonly bot_id: number;
  readonly username: string;
  /** Null: the bot was disconnected. */
  readonly token_encrypted: Buffer | null;
  readonly connected_at: Date;
}

export function findBot(tx: Tx, messenger: ChatChannel, networkId: string): Promise<BotRow | undefined> {
  return tx.maybe<BotRow>(
    `SELECT bot_id::float8 AS bot_id, username, token_encrypted, connected_at FROM ${MESSENGERS[messenger].bots}
      WHERE network_id = $1`,
    [networkId],
  );
}

/** Writes the connected bot in the place of an earlier one. */
export async function putBot(
  tx: Tx,
  messenger: ChatChannel,
  networkId: string,
  bot: { botId: number; username: string; tokenEncrypted: Buffer; connectedAt: Date },
): Promise<void> {
  await tx.query(
    `INSERT INTO ${MESSENGERS[messenger].bots} (network_id, bot_id, username, token_encrypted, connected_at)
     VALUES ($1, $2, $3, $4, $5)
     ON CONFLICT (network_id) DO UPDATE SET bot_id = excluded.bot_id, username = excluded.username,
       token_encrypted = excluded.token_encrypted, connected_at = excluded.connected_at, disconnected_at = NULL`,
    [networkId, bot.botId, bot.username, bot.tokenEncrypted, bot.connectedAt],
  );
}

/** Deletes the token. The row stays: sessions that rest on the bot live on, and open no other network. */
export async function disconnectBot(tx: Tx, messenger: ChatChannel, networkId: string, at: Date): Promise<void> {
  await tx.query(
    `UPDATE ${MESSENGERS[messenger].bots} SET token_encrypted = NULL, disconnected_at = $2 WHERE network_id = $1`,
    [networkId, at],
  );
}

export async function deleteBotChats(tx: Tx, messenger: ChatChannel, networkId: string): Promise<void> {
  await tx.query(`DELETE FROM ${MESSENGERS[messenger].chats} WHERE network_id = $1`, [networkId]);
}

/** Deletes the chats that guests with this phone have with the network's own bots. */
export async function deleteChatsOfPhone(tx: Tx, networkId: string, phoneIndex: Buffer): Promise<void> {
  for (const { chats } of Object.values(MESSENGERS))
    await tx.query(`DELETE FROM ${chats} WHERE network_id = $1 AND phone_index = $2`, [networkId, phoneIndex]);
}

export interface BotChatInsert {
  readonly id: string;
  readonly phoneEncrypted: Buffer;
  readonly phoneIndex: Buffer;
  readonly chatEncrypted: Buffer;
  readonly chatIndex: Buffer;
}

/** Links this chat to the phone, and to no other phone. */
export async function linkBotChat(
  tx: Tx,
  messenger: ChatChannel,
  networkId: string,
  chat: BotChatInsert,
): Promise<void> {
  await tx.query(
    `DELETE FROM ${MESSENGERS[messenger].chats} WHERE network_id = $1 AND chat_index = $2 AND phone_index <> $3`,
    [networkId, chat.chatIndex, chat.phoneIndex],
  );
  await tx.query(
    `INSERT INTO ${MESSENGERS[messenger].chats} (network_id, id, phone_encrypted, phone_index, chat_encrypted, chat_index)
     VALUES ($1, $2, $3, $4, $5, $6)
     ON CONFLICT (network_id, phone_index) DO UPDATE
       SET chat_encrypted = excluded.chat_encrypted, chat_index = excluded.chat_index, refused_at = NULL`,
    [networkId, chat.id, chat.phoneEncrypted, chat.phoneIndex, chat.chatEncrypted, chat.chatIndex],
  );
}

export async function unlinkBotChat(
  tx: Tx,
  messenger: ChatChannel,
  networkId: string,
  chatIndex: Buffer,
): Promise<void> {
  await tx.query(`DELETE FROM ${MESSENGERS[messenger].chats} WHERE network_id = $1 AND chat_index = $2`, [
    networkId,
    chatIndex,
  ]);
}

/** The encrypted phone that the person of a chat has shared. */
export async function findPhoneOfBotChat(
  tx: Tx,
  messenger: ChatChannel,
  networkId: string,
  chatIndex: Buffer,
): Promise<Buffer | undefined> {
  const row = await tx.maybe<{ phone_encrypted: Buffer }>(
    `SELECT phone_encrypted FROM ${MESSENGERS[messenger].chats} WHERE network_id = $1 AND chat_index = $2`,
    [networkId, chatIndex],
  );
  return row?.phone_encrypted;
}

/** The encrypted chat id of a phone; undefined: the bot may write to none. */
export async function findBotChat(
  tx: Tx,
  messenger: ChatChannel,
  networkId: string,
  phoneIndex: Buffer,
): Promise<Buffer | undefined> {
  const row = await tx.maybe<{ chat_encrypted: Buffer }>(
    `SELECT chat_encrypted FROM ${MESSENGERS[messenger].chats} WHERE network_id = $1 AND phone_index = $2 AND refused_at IS NULL`,
    [networkId, phoneIndex],
  );
  return row?.chat_encrypted;
}

export interface ChatOfPhone {
  readonly phoneIndex: Buffer;
  /** The encrypted id of the chat. */
  readonly chat: Buffer;
}

/** The chats of phones to which the bot may write. */
export function listBotChats(
  tx: Tx,
  messenger: ChatChannel,
  networkId: string,
  phoneIndexes: readonly Buffer[],
): Promise<ChatOfPhone[]> {
  return tx.query(
    `SELECT phone_index AS "phoneIndex", chat_encrypted AS chat FROM ${MESSENGERS[messenger].chats}
      WHERE network_id = $1 AND phone_index = ANY ($2::bytea[]) AND refused_at IS NULL`,
    [networkId, phoneIndexes],
  );
}

/** Blind indexes of phones' chats, including those to which the bot may not write. */
export async function listBotChatIndexes(
  tx: Tx,
  messenger: ChatChannel,
  networkId: string,
  phoneIndexes: readonly Buffer[],
): Promise<Buffer[]> {
  const rows = await tx.query<{ chat_index: Buffer }>(
    `SELECT chat_index FROM ${MESSENGERS[messenger].chats} WHERE network_id = $1 AND phone_index = ANY ($2::bytea[])`,
    [networkId, phoneIndexes],
  );
  return rows.map(({ chat_index: index }) => index);
}

/** Since when the messenger refuses messages to the chat of a phone; null: it does not, or there is no chat. */
export async function findRefusalOfBotChat(
  tx: Tx,
  messenger: ChatChannel,
  networkId: string,
  phoneIndex: Buffer,
): Promise<Date | null> {
  const row = await tx.maybe<{ refused_at: Date | null }>(
    `SELECT refused_at FROM ${MESSENGERS[messenger].chats} WHERE network_id = $1 AND phone_index = $2`,
    [networkId, phoneIndex],
  );
  return row?.refused_at ?? null;
}

/** Writes only where it changes something. */
export async function setBotChatReachable(
  tx: Tx,
  messenger: ChatChannel,
  networkId: string,
  chatIndex: Buffer,
  isReachable: boolean,
): Promise<void> {
  await tx.query(
    `UPDATE ${MESSENGERS[messenger].chats} SET refused_at = CASE WHEN $3 THEN NULL ELSE clock_timestamp() END
      WHERE network_id = $1 AND chat_index = $2 AND (refused_at IS NULL) <> $3`,
    [networkId, chatIndex, isReachable],
  );
}
