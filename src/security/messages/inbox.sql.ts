import type { Tx } from '../../platform/database/database';

export interface InboxRow {
  readonly id: string;
  readonly body_encrypted: Buffer;
  readonly created_at: Date;
  readonly opened_at: Date | null;
}

const COLUMNS = 'id, body_encrypted, created_at, opened_at';
/** SQL condition: shows no message whose text and recipient were deleted after their time. */
const IS_READABLE = `in_inbox AND recipient_index <> '\\x'::bytea`;

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

/** Marks a message as read; then it was delivered, whatever a provider reports. */
export async function openInboxRow(tx: Tx, networkId: string, id: string): Promise<void> {
  await tx.query(
    `UPDATE messages SET opened_at = clock_timestamp(), status = CASE WHEN channel = 'INBOX' THEN 'DELIVERED' ELSE status END
      WHERE network_id = $1 AND id = $2 AND in_inbox AND opened_at IS NULL`,
    [networkId, id],
  );
}
