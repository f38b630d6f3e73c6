import type { Tx } from '../../platform/database/database';

/** The network that connected a bot. Runs in the platform's role. */
export async function findNetworkOfBot(tx: Tx, botId: number): Promise<string | undefined> {
  const row = await tx.maybe<{ network_id: string }>(
    'SELECT network_id FROM network_bots WHERE bot_id = $1 AND disconnected_at IS NULL',
    [botId],
  );
  return row?.network_id;
}

/** Whether the network's messages go through its own bot. */
export async function hasOwnBot(tx: Tx, networkId: string): Promise<boolean> {
  const sql = 'SELECT 1 FROM network_bots WHERE network_id = $1 AND disconnected_at IS NULL';
  return (await tx.maybe(sql, [networkId])) !== undefined;
}

/** Whether the network has its own bot, or had one within this time. */
export async function hadOwnBot(tx: Tx, networkId: string, withinSeconds: number): Promise<boolean> {
  const row = await tx.maybe(
    `SELECT 1 FROM network_bots WHERE network_id = $1
        AND (disconnected_at IS NULL OR disconnected_at > now() - make_interval(secs => $2))`,
    [networkId, withinSeconds],
  );
  return row !== undefined;
}

export interface BotChatInsert {
  readonly id: string;
  readonly phoneEncrypted: Buffer;
  readonly phoneIndex: Buffer;
  readonly chatEncrypted: Buffer;
  readonly chatIndex: Buffer;
}

/** Links this chat to the phone, and to no other phone. */
export async function linkBotChat(tx: Tx, networkId: string, chat: BotChatInsert): Promise<void> {
  await tx.query('DELETE FROM network_bot_chats WHERE network_id = $1 AND chat_index = $2 AND phone_index <> $3', [
    networkId,
    chat.chatIndex,
    chat.phoneIndex,
  ]);
  await tx.query(
    `INSERT INTO network_bot_chats (network_id, id, phone_encrypted, phone_index, chat_encrypted, chat_index)
     VALUES ($1, $2, $3, $4, $5, $6)
     ON CONFLICT (network_id, phone_index) DO UPDATE
       SET chat_encrypted = excluded.chat_encrypted, chat_index = excluded.chat_index, refused_at = NULL`,
    [networkId, chat.id, chat.phoneEncrypted, chat.phoneIndex, chat.chatEncrypted, chat.chatIndex],
  );
}

export async function unlinkBotChat(tx: Tx, networkId: string, chatIndex: Buffer): Promise<void> {
  await tx.query('DELETE FROM network_bot_chats WHERE network_id = $1 AND chat_index = $2', [networkId, chatIndex]);
}

/** The encrypted phone that the person of a chat has shared. */
export async function findPhoneOfBotChat(tx: Tx, networkId: string, chatIndex: Buffer): Promise<Buffer | undefined> {
  const row = await tx.maybe<{ phone_encrypted: Buffer }>(
    'SELECT phone_encrypted FROM network_bot_chats WHERE network_id = $1 AND chat_index = $2',
    [networkId, chatIndex],
  );
  return row?.phone_encrypted;
}

/** The encrypted chat id of a phone; undefined: the bot may write to none. */
export async function findBotChat(tx: Tx, networkId: string, phoneIndex: Buffer): Promise<Buffer | undefined> {
  const row = await tx.maybe<{ chat_encrypted: Buffer }>(
    'SELECT chat_encrypted FROM network_bot_chats WHERE network_id = $1 AND phone_index = $2 AND refused_at IS NULL',
    [networkId, phoneIndex],
  );
  return row?.chat_encrypted;
}

export interface ChatOfPhone {
  readonly phone_index: Buffer;
  /** The encrypted id of the chat. */
  readonly chat: Buffer;
}

/** The chats of phones to which the bot may write. */
export function listBotChats(tx: Tx, networkId: string, phoneIndexes: readonly Buffer[]): Promise<ChatOfPhone[]> {
  return tx.query(
    `SELECT phone_index, chat_encrypted AS chat FROM network_bot_chats
      WHERE network_id = $1 AND phone_index = ANY ($2::bytea[]) AND refused_at IS NULL`,
    [networkId, phoneIndexes],
  );
}

/** Blind indexes of phones' chats, including those to which the bot may not write. */
export async function listBotChatIndexes(
  tx: Tx,
  networkId: string,
  phoneIndexes: readonly Buffer[],
): Promise<Buffer[]> {
  const rows = await tx.query<{ chat_index: Buffer }>(
    'SELECT chat_index FROM network_bot_chats WHERE network_id = $1 AND phone_index = ANY ($2::bytea[])',
    [networkId, phoneIndexes],
  );
  return rows.map(({ chat_index: index }) => index);
}

/** Since when Telegram refuses messages to the chat of a phone; null: it does not, or there is no chat. */
export async function findRefusalOfBotChat(tx: Tx, networkId: string, phoneIndex: Buffer): Promise<Date | null> {
  const row = await tx.maybe<{ refused_at: Date | null }>(
    'SELECT refused_at FROM network_bot_chats WHERE network_id = $1 AND phone_index = $2',
    [networkId, phoneIndex],
  );
  return row?.refused_at ?? null;
}

/** Writes only where it changes something. */
export async function setBotChatReachable(
  tx: Tx,
  networkId: string,
  chatIndex: Buffer,
  isReachable: boolean,
): Promise<void> {
  await tx.query(
    `UPDATE network_bot_chats SET refused_at = CASE WHEN $3 THEN NULL ELSE clock_timestamp() END
      WHERE network_id = $1 AND chat_index = $2 AND (refused_at IS NULL) <> $3`,
    [networkId, chatIndex, isReachable],
  );
}
