import type { Tx } from '../../platform/database/database';

export interface InboxInsert {
  readonly id: string;
  readonly guestId: string;
  readonly recipientEncrypted: Buffer;
  readonly recipientIndex: Buffer;
  readonly bodyEncrypted: Buffer;
}

export interface InboxRow {
  readonly id: string;
  readonly body_encrypted: Buffer;
  readonly created_at: Date;
  readonly status: string;
}

const COLUMNS = 'id, body_encrypted, created_at, status';
/** A message whose text was taken away with its recipient after its time is not shown. */
const IS_READABLE = `channel = 'INBOX' AND recipient_index <> '\\x'::bytea`;

/** A message in the inbox counts as sent: the inbox is its own channel. */
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

export function listInboxRows(
  tx: Tx,
  networkId: string,
  guestId: string,
  before: string | null,
  limit: number,
): Promise<InboxRow[]> {
  return tx.query<InboxRow>(
    `SELECT ${COLUMNS} FROM messages
      WHERE network_id = $1 AND guest_id = $2 AND ${IS_READABLE} AND ($3::uuid IS NULL OR id < $3)
      ORDER BY id DESC LIMIT $4`,
    [networkId, guestId, before, limit],
  );
}

export function findInboxRow(tx: Tx, networkId: string, guestId: string, id: string): Promise<InboxRow | undefined> {
  return tx.maybe<InboxRow>(
    `SELECT ${COLUMNS} FROM messages WHERE network_id = $1 AND id = $2 AND guest_id = $3 AND ${IS_READABLE}`,
    [networkId, id, guestId],
  );
}

export async function openInboxRow(tx: Tx, networkId: string, id: string): Promise<void> {
  await tx.query(`UPDATE messages SET status = 'DELIVERED' WHERE network_id = $1 AND id = $2 AND status = 'SENT'`, [
    networkId,
    id,
  ]);
}
