import type { Tx } from '../../platform/database/database';
import type { ChatOfPhone } from './network-bots.sql';

/** The encrypted id of the chat whose owner proved this phone; null: none to which the bot may write. Runs in the platform's role. */
export async function findTelegramChat(tx: Tx, phoneIndex: Buffer): Promise<Buffer | null> {
  const row = await tx.maybe<{ telegram_encrypted: Buffer | null }>(
    'SELECT telegram_encrypted FROM guest_accounts WHERE phone_index = $1 AND telegram_refused_at IS NULL',
    [phoneIndex],
  );
  return row?.telegram_encrypted ?? null;
}

/** The chats of phones to which the bot may write. Runs in the platform's role. */
export function listReachableChats(tx: Tx, phoneIndexes: readonly Buffer[]): Promise<ChatOfPhone[]> {
  return tx.query(
    `SELECT phone_index, telegram_encrypted AS chat FROM guest_accounts
      WHERE phone_index = ANY ($1::bytea[]) AND telegram_encrypted IS NOT NULL AND telegram_refused_at IS NULL`,
    [phoneIndexes],
  );
}

/** The encrypted ids of phones' chats, including those to which the bot may not write. Runs in the platform's role. */
export async function listTelegramChats(tx: Tx, phoneIndexes: readonly Buffer[]): Promise<Buffer[]> {
  const rows = await tx.query<{ telegram_encrypted: Buffer }>(
    'SELECT telegram_encrypted FROM guest_accounts WHERE phone_index = ANY ($1::bytea[]) AND telegram_encrypted IS NOT NULL',
    [phoneIndexes],
  );
  return rows.map(({ telegram_encrypted: blob }) => blob);
}

/** Links this chat to the phone, and to no other phone. Runs in the platform's role. */
export async function linkTelegramChat(
  tx: Tx,
  account: { id: string; phoneEncrypted: Buffer; phoneIndex: Buffer; chatEncrypted: Buffer; chatIndex: Buffer },
): Promise<void> {
  await tx.query(
    `UPDATE guest_accounts SET telegram_encrypted = NULL, telegram_index = NULL
      WHERE telegram_index = $1 AND phone_index <> $2`,
    [account.chatIndex, account.phoneIndex],
  );
  await tx.query(
    `INSERT INTO guest_accounts (id, phone_encrypted, phone_index, telegram_encrypted, telegram_index)
     VALUES ($1, $2, $3, $4, $5)
     ON CONFLICT (phone_index) DO UPDATE
       SET telegram_encrypted = excluded.telegram_encrypted, telegram_index = excluded.telegram_index,
           telegram_refused_at = NULL`,
    [account.id, account.phoneEncrypted, account.phoneIndex, account.chatEncrypted, account.chatIndex],
  );
}

/** Unlinks a chat, so that nothing more is sent to it. Runs in the platform's role. */
export async function unlinkTelegramChat(tx: Tx, chatIndex: Buffer): Promise<void> {
  await tx.query(
    'UPDATE guest_accounts SET telegram_encrypted = NULL, telegram_index = NULL WHERE telegram_index = $1',
    [chatIndex],
  );
}

/** The person who shared their phone from this chat. Runs in the platform's role. */
export function findAccountOfChat(
  tx: Tx,
  chatIndex: Buffer,
): Promise<{ readonly id: string; readonly phone_encrypted: Buffer } | undefined> {
  return tx.maybe('SELECT id, phone_encrypted FROM guest_accounts WHERE telegram_index = $1', [chatIndex]);
}

/** Since when Telegram refuses messages to a phone's chat; null: it does not, or there is no chat. Runs in the platform's role. */
export async function findChatRefusal(tx: Tx, phoneIndex: Buffer): Promise<Date | null> {
  const row = await tx.maybe<{ telegram_refused_at: Date | null }>(
    'SELECT telegram_refused_at FROM guest_accounts WHERE phone_index = $1 AND telegram_encrypted IS NOT NULL',
    [phoneIndex],
  );
  return row?.telegram_refused_at ?? null;
}

/** Notes whether Telegram refuses messages to a chat; writes only a change. Runs in the platform's role. */
export async function setChatReachable(tx: Tx, chatIndex: Buffer, isReachable: boolean): Promise<void> {
  await tx.query(
    `UPDATE guest_accounts SET telegram_refused_at = CASE WHEN $2 THEN NULL ELSE clock_timestamp() END
      WHERE telegram_index = $1 AND (telegram_refused_at IS NULL) <> $2`,
    [chatIndex, isReachable],
  );
}
