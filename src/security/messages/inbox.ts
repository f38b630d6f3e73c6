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

/** A guest's own messages, read in the cabinet and by nobody else. */
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

  /** Newest first, before a message. */
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

  /** Undefined: not this guest's. */
  async find(tx: Tx, networkId: string, guestId: string, id: string): Promise<InboxMessage | undefined> {
    const row = await findInboxRow(tx, networkId, guestId, id);
    return row === undefined ? undefined : this.messageOf(networkId, row);
  }

  /** The guest has read it: that is its delivery. */
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
