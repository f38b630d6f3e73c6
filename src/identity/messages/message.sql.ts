import type { Tx } from '../../platform/database/database';

export type MessageChannel = 'SMS' | 'TELEGRAM' | 'EMAIL' | 'INBOX';

export interface MessageInsert {
  readonly id: string;
  readonly guestId: string | null;
  readonly channel: MessageChannel;
  readonly recipientEncrypted: Buffer;
  readonly recipientIndex: Buffer;
  readonly bodyEncrypted: Buffer;
}

export interface MessageRow {
  readonly id: string;
  readonly channel: MessageChannel;
  readonly recipient_encrypted: Buffer;
  readonly body_encrypted: Buffer;
  readonly created_at: Date;
}

export async function insertMessage(tx: Tx, networkId: string, message: MessageInsert): Promise<void> {
  await tx.query(
    `INSERT INTO messages (network_id, id, guest_id, channel, recipient_encrypted, recipient_index, body_encrypted, status)
     VALUES ($1, $2, $3, $4, $5, $6, $7, 'OUTBOX')`,
    [
      networkId,
      message.id,
      message.guestId,
      message.channel,
      message.recipientEncrypted,
      message.recipientIndex,
      message.bodyEncrypted,
    ],
  );
}

/** Messages that no provider took, newest first; of one recipient, or of all. */
export function listOutboxRows(
  tx: Tx,
  networkId: string,
  recipientIndex: Buffer | null,
  limit: number,
): Promise<MessageRow[]> {
  return tx.query<MessageRow>(
    `SELECT id, channel, recipient_encrypted, body_encrypted, created_at FROM messages
      WHERE network_id = $1 AND status = 'OUTBOX' AND ($2::bytea IS NULL OR recipient_index = $2)
      ORDER BY id DESC LIMIT $3`,
    [networkId, recipientIndex, limit],
  );
}
