import { Injectable } from '@nestjs/common';
import type { Message } from '../../generated/prisma/client';
import type { Tx } from '../../platform/database/database';
import { Pii } from '../personal-data/pii';
import { insertInboxRows } from './inbox.sql';

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

/** A message whose text was taken away with its recipient after its time is not shown. */
const READABLE = { channel: 'INBOX', recipientIndex: { not: new Uint8Array() } };

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
    const rows = await tx.prisma.message.findMany({
      where: { ...READABLE, networkId, guestId, ...(before !== null && { id: { lt: before } }) },
      orderBy: { id: 'desc' },
      take: limit,
    });
    return rows.map((row) => this.messageOf(networkId, row));
  }

  /** Undefined for a message of another guest. */
  async find(tx: Tx, networkId: string, guestId: string, id: string): Promise<InboxMessage | undefined> {
    const row = await tx.prisma.message.findFirst({ where: { ...READABLE, networkId, id, guestId } });
    return row === null ? undefined : this.messageOf(networkId, row);
  }

  /** Marks a message as delivered, because the guest has read it. */
  async markOpened(tx: Tx, networkId: string, id: string): Promise<void> {
    await tx.prisma.message.updateMany({ where: { networkId, id, status: 'SENT' }, data: { status: 'DELIVERED' } });
  }

  private messageOf(networkId: string, row: Message): InboxMessage {
    return {
      id: row.id,
      text: this.pii.decrypt(networkId, 'message', Buffer.from(row.bodyEncrypted)),
      createdAt: row.createdAt,
      opened: row.status === 'DELIVERED',
    };
  }
}
