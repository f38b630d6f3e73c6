import { Injectable } from '@nestjs/common';
import type { Tx } from '../../platform/database/database';
import { sql, when } from '../../platform/database/sql';
import { Pii } from '../personal-data/pii';

interface InboxRow {
  readonly id: string;
  readonly bodyEncrypted: Buffer;
  readonly createdAt: Date;
  readonly openedAt: Date | null;
}

const COLUMNS = sql`id, body_encrypted, created_at, opened_at`;

/** SQL condition: shows no message whose text and recipient were deleted after their time. */
const IS_READABLE = sql`in_inbox AND recipient_index <> '\\x'::bytea`;

export interface InboxMessage {
  readonly id: string;
  readonly text: string;
  readonly createdAt: Date;
  readonly opened: boolean;
}

/** A guest's messages, which only the guest reads. */
@Injectable()
export class Inbox {
  constructor(private readonly pii: Pii) {}

  /** Messages older than `before`, newest first. */
  async list(
    tx: Tx,
    networkId: string,
    guestId: string,
    before: string | null,
    limit: number,
  ): Promise<InboxMessage[]> {
    const rows = await tx.query<InboxRow>`SELECT ${COLUMNS} FROM messages
        WHERE network_id = ${networkId} AND guest_id = ${guestId} AND ${IS_READABLE} ${when(before !== null, sql`AND id < ${before}`)}
        ORDER BY id DESC LIMIT ${limit}`;
    return rows.map((row) => this.messageOf(networkId, row));
  }

  /** Undefined where the message is another guest's. */
  async find(tx: Tx, networkId: string, guestId: string, id: string): Promise<InboxMessage | undefined> {
    const row = await tx.maybe<InboxRow>`
      SELECT ${COLUMNS} FROM messages WHERE network_id = ${networkId} AND id = ${id} AND guest_id = ${guestId}
       AND ${IS_READABLE}`;
    return row === undefined ? undefined : this.messageOf(networkId, row);
  }

  /** Records that the guest has read a message. */
  async markOpened(tx: Tx, networkId: string, id: string): Promise<void> {
    await tx.query`
      UPDATE messages SET opened_at = clock_timestamp(), status = CASE WHEN channel = 'INBOX' THEN 'DELIVERED' ELSE status END
       WHERE network_id = ${networkId} AND id = ${id} AND in_inbox AND opened_at IS NULL`;
  }

  private messageOf(networkId: string, row: InboxRow): InboxMessage {
    return {
      id: row.id,
      text: this.pii.decrypt(networkId, 'message', row.bodyEncrypted),
      createdAt: row.createdAt,
      opened: row.openedAt !== null,
    };
  }
}
