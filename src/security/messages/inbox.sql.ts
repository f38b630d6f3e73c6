import type { Tx } from '../../platform/database/database';

export interface InboxInsert {
  readonly id: string;
  readonly guestId: string;
  readonly recipientEncrypted: Buffer;
  readonly recipientIndex: Buffer;
  readonly bodyEncrypted: Buffer;
}

/** By hand, because a campaign fills many inboxes at once. A message in the inbox counts as sent: it is its own channel. */
export async function insertInboxRows(tx: Tx, networkId: string, messages: readonly InboxInsert[]): Promise<void> {
  await tx.query(
    `INSERT INTO messages (network_id, id, guest_id, channel, recipient_encrypted, recipient_index, body_encrypted, status)
     SELECT $1, m.id, m.guest, 'INBOX', m.recipient, m.recipient_index, m.body, 'SENT'
     FROM unnest($2::uuid[], $3::uuid[], $4::bytea[], $5::bytea[], $6::bytea[]) m(id, guest, recipient, recipient_index, body)`,
    [
      networkId,
      messages.map((message) => message.id),
      messages.map((message) => message.guestId),
      messages.map((message) => message.recipientEncrypted),
      messages.map((message) => message.recipientIndex),
      messages.map((message) => message.bodyEncrypted),
    ],
  );
}
