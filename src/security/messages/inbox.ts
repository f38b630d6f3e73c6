import { Injectable } from '@nestjs/common';
import type { Tx } from '../../platform/database/database';
import { Pii } from '../personal-data/pii';
import { findInboxRow, insertInboxRows, type InboxRow, listInboxRows, openInboxRow } from './inbox.sql';

export interface NewInboxMessage {
  readonly id: string;
  readonly guestId: string;
  readonly text: string;
}

export interface InboxMessage {
  readonly id: string;
  readonly text: string;
  readonly createdAt: Date;
  readonly opened: boolean;
}

/** The messages of a guest, which only the guest reads. */
@Injectable()
export class Inbox {
  constructor(private readonly pii: Pii) {}

  async appendAll(tx: Tx, networkId: string, messages: readonly NewInboxMessage[]): Promise<void> {
    await insertInboxRows(
      tx,
      networkId,
      messages.map(({ id, guestId, text }) => ({
        id,
        guestId,
        recipientEncrypted: this.pii.encrypt(networkId, 'recipient', guestId),
        recipientIndex: this.pii.blindIndex(networkId, 'recipient', guestId),
        bodyEncrypted: this.pii.encrypt(networkId, 'message', text),
      })),
    );
  }

  /** Newest first, older than the message `before`. */
  async list(
    tx: Tx,
    networkId: string,
    guestId: string,
    before: string | null,
    limit: number,
  ): Promise<InboxMessage[]> {
    const rows = await listInboxRows(tx, networkId, guestId, before, limit);
    return rows.map((row) => this.messageOf(networkId, row));
  }

  /** Undefined for a message of another guest. */
  async find(tx: Tx, networkId: string, guestId: string, id: string): Promise<InboxMessage | undefined> {
    const row = await findInboxRow(tx, networkId, guestId, id);
    return row === undefined ? undefined : this.messageOf(networkId, row);
  }

  /** Marks a message as delivered, because the guest has read it. */
  async markOpened(tx: Tx, networkId: string, id: string): Promise<void> {
    await openInboxRow(tx, networkId, id);
  }

  private messageOf(networkId: string, row: InboxRow): InboxMessage {
    return {
      id: row.id,
      text: this.pii.decrypt(networkId, 'message', row.body_encrypted),
      createdAt: row.created_at,
      opened: row.status === 'DELIVERED',
    };
  }
}
