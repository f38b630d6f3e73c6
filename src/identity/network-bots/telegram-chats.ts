import { Injectable } from '@nestjs/common';
import { Database, type Tx } from '../../platform/database/database';
import { newId } from '../../platform/ids/ids';
import { Pii } from '../../security';

// The statements are SQL by hand, because Prisma has a separate type for the table of each messenger.

interface ChatOfPhone {
  readonly phoneIndex: Buffer;
  /** The encrypted id of the chat. */
  readonly chat: Buffer;
}

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
    return this.database.asPlatform((tx) => linkTelegramChat(tx, account));
  }

  /** Unlinks a chat, so that nothing more is sent to it. */
  async unlink(chatId: string): Promise<void> {
    await this.database.asPlatform(
      (tx) => tx.query`
        UPDATE guest_accounts SET telegram_encrypted = NULL, telegram_index = NULL WHERE telegram_index = ${this.indexOf(chatId)}`,
    );
  }

  /** The chat from which a phone was shared, by the phone's blind index; null: none to which the bot may write. */
  async findChat(phoneIndex: Buffer): Promise<string | null> {
    const blob = await this.database.asPlatform(
      async (tx) =>
        (
          await tx.maybe<{ telegramEncrypted: Buffer | null }>`
            SELECT telegram_encrypted FROM guest_accounts WHERE phone_index = ${phoneIndex} AND telegram_refused_at IS NULL`
        )?.telegramEncrypted ?? null,
    );
    return blob === null ? null : this.pii.decrypt(null, 'recipient', blob);
  }

  /** The encrypted chats of phones to which the bot may write, by the blind indexes of the phones. */
  listReachable(phoneIndexes: readonly Buffer[]): Promise<ChatOfPhone[]> {
    return this.database.asPlatform(
      (tx) => tx.query<ChatOfPhone>`SELECT phone_index, telegram_encrypted AS chat FROM guest_accounts
          WHERE phone_index = ANY (${phoneIndexes}::bytea[]) AND telegram_encrypted IS NOT NULL AND telegram_refused_at IS NULL`,
    );
  }

  /** The chats that phones were shared from, by the blind indexes of the phones. */
  async listChats(phoneIndexes: readonly Buffer[]): Promise<string[]> {
    const blobs = await this.database.asPlatform(async (tx) =>
      (
        await tx.query<{ telegramEncrypted: Buffer }>`
          SELECT telegram_encrypted FROM guest_accounts WHERE phone_index = ANY (${phoneIndexes}::bytea[])
           AND telegram_encrypted IS NOT NULL`
      ).map(({ telegramEncrypted: blob }) => blob),
    );
    return blobs.map((blob) => this.pii.decrypt(null, 'recipient', blob));
  }

  /** The phone (E.164) that the person of a chat has shared; null: none. */
  async findPhone(chatId: string): Promise<string | null> {
    return (await this.findAccount(chatId))?.phone ?? null;
  }

  /** The account of a chat's person, with the phone (E.164); null: the phone was not shared. */
  async findAccount(chatId: string): Promise<{ readonly id: string; readonly phone: string } | null> {
    const found = await this.database.asPlatform(
      (tx) => tx.maybe<{ id: string; phoneEncrypted: Buffer }>`
        SELECT id, phone_encrypted FROM guest_accounts WHERE telegram_index = ${this.indexOf(chatId)}`,
    );
    return found === undefined ? null : { id: found.id, phone: this.pii.decrypt(null, 'phone', found.phoneEncrypted) };
  }

  /** Since when Telegram refuses messages to the chat of a phone, by its blind index; null: it does not. */
  findRefusal(phoneIndex: Buffer): Promise<Date | null> {
    return this.database.asPlatform(
      async (tx) =>
        (
          await tx.maybe<{ telegramRefusedAt: Date | null }>`
            SELECT telegram_refused_at FROM guest_accounts WHERE phone_index = ${phoneIndex} AND telegram_encrypted IS NOT NULL`
        )?.telegramRefusedAt ?? null,
    );
  }

  /** Notes whether Telegram refuses messages to the chat; it accepts them again once the person has written. */
  async setReachable(chatId: string, isReachable: boolean): Promise<void> {
    await this.database.asPlatform(
      (tx) => tx.query`
        UPDATE guest_accounts SET telegram_refused_at = CASE WHEN ${isReachable} THEN NULL ELSE clock_timestamp() END
         WHERE telegram_index = ${this.indexOf(chatId)} AND (telegram_refused_at IS NULL) <> ${isReachable}`,
    );
  }

  private indexOf(chatId: string): Buffer {
    return this.pii.blindIndex(null, 'recipient', chatId);
  }
}

/** Links this chat to the phone, and to no other phone. Runs in the platform's role. */
async function linkTelegramChat(
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
