import { Injectable } from '@nestjs/common';
import type { Tx } from '../../platform/database/database';
import { Pii } from '../personal-data/pii';
import { findInboxRow, type InboxRow, listInboxRows, openInboxRow } from './inbox.sql';

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
    const rows = await listInboxRows(tx, networkId, guestId, before, limit);
    return rows.map((row) => this.messageOf(networkId, row));
  }

  /** Undefined where the message is another guest's. */
  async find(tx: Tx, networkId: string, guestId: string, id: string): Promise<InboxMessage | undefined> {
    const row = await findInboxRow(tx, networkId, guestId, id);
    return row === undefined ? undefined : this.messageOf(networkId, row);
  }

  /** Records that the guest has read a message. */
  async markOpened(tx: Tx, networkId: string, id: string): Promise<void> {
    await openInboxRow(tx, networkId, id);
  }

  private messageOf(networkId: string, row: InboxRow): InboxMessage {
    return {
      id: row.id,
      text: this.pii.decrypt(networkId, 'message', row.body_encrypted),
      createdAt: row.created_at,
      opened: row.opened_at !== null,
    };
  }
}
