import type { Tx } from '../../platform/database/database';
import type { ChatOfPhone } from './network-bots.sql';

/** The encrypted id of the chat whose owner proved this phone; null: none to which the bot may write. Runs in the platform's role. */
export async function findTelegramChat(tx: Tx, phoneIndex: Buffer): Promise<Buffer | null> {
  const row = await tx.maybe<{ telegramEncrypted: Buffer | null }>`
    SELECT telegram_encrypted FROM guest_accounts WHERE phone_index = ${phoneIndex} AND telegram_refused_at IS NULL`;
  return row?.telegramEncrypted ?? null;
}

/** The chats of phones to which the bot may write. Runs in the platform's role. */
export function listReachableChats(tx: Tx, phoneIndexes: readonly Buffer[]) {
  return tx.query<ChatOfPhone>`SELECT phone_index, telegram_encrypted AS chat FROM guest_accounts
      WHERE phone_index = ANY (${phoneIndexes}::bytea[]) AND telegram_encrypted IS NOT NULL AND telegram_refused_at IS NULL`;
}

/** The encrypted ids of phones' chats, including those to which the bot may not write. Runs in the platform's role. */
export async function listTelegramChats(tx: Tx, phoneIndexes: readonly Buffer[]): Promise<Buffer[]> {
  const rows = await tx.query<{ telegramEncrypted: Buffer }>`
    SELECT telegram_encrypted FROM guest_accounts WHERE phone_index = ANY (${phoneIndexes}::bytea[])
     AND telegram_encrypted IS NOT NULL`;
  return rows.map(({ telegramEncrypted: blob }) => blob);
}

/** Links this chat to the phone, and to no other phone. Runs in the platform's role. */
export async function linkTelegramChat(
  tx: Tx,
  account: { id: string; phoneEncrypted: Buffer; phoneIndex: Buffer; chatEncrypted: Buffer; chatIndex: Buffer },
): Promise<void> {
  await tx.query`UPDATE guest_accounts SET telegram_encrypted = NULL, telegram_index = NULL
      WHERE telegram_index = ${account.chatIndex} AND phone_index <> ${account.phoneIndex}`;
  await tx.query`INSERT INTO guest_accounts (id, phone_encrypted, phone_index, telegram_encrypted, telegram_index)
      VALUES (${account.id}, ${account.phoneEncrypted}, ${account.phoneIndex}, ${account.chatEncrypted}, ${account.chatIndex})
      ON CONFLICT (phone_index) DO UPDATE
        SET telegram_encrypted = excluded.telegram_encrypted, telegram_index = excluded.telegram_index,
            telegram_refused_at = NULL`;
}

/** Unlinks a chat, so that nothing more is sent to it. Runs in the platform's role. */
export async function unlinkTelegramChat(tx: Tx, chatIndex: Buffer): Promise<void> {
  await tx.query`
    UPDATE guest_accounts SET telegram_encrypted = NULL, telegram_index = NULL WHERE telegram_index = ${chatIndex}`;
}

/** The person who shared their phone from this chat. Runs in the platform's role. */
export function findAccountOfChat(tx: Tx, chatIndex: Buffer) {
  return tx.maybe<{ id: string; phoneEncrypted: Buffer }>`
    SELECT id, phone_encrypted FROM guest_accounts WHERE telegram_index = ${chatIndex}`;
}

/** Since when Telegram refuses messages to a phone's chat; null: it does not, or there is no chat. Runs in the platform's role. */
export async function findChatRefusal(tx: Tx, phoneIndex: Buffer): Promise<Date | null> {
  const row = await tx.maybe<{ telegramRefusedAt: Date | null }>`
    SELECT telegram_refused_at FROM guest_accounts WHERE phone_index = ${phoneIndex} AND telegram_encrypted IS NOT NULL`;
  return row?.telegramRefusedAt ?? null;
}

/** Notes whether Telegram refuses messages to a chat; writes only a change. Runs in the platform's role. */
export async function setChatReachable(tx: Tx, chatIndex: Buffer, isReachable: boolean): Promise<void> {
  await tx.query`
    UPDATE guest_accounts SET telegram_refused_at = CASE WHEN ${isReachable} THEN NULL ELSE clock_timestamp() END
     WHERE telegram_index = ${chatIndex} AND (telegram_refused_at IS NULL) <> ${isReachable}`;
}
