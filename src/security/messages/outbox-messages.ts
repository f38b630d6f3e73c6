import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/database/database';
import { sql, when } from '../../platform/database/sql';
import { Pii } from '../personal-data/pii';
import type { MessageChannel } from './channels';

/** A message whose channel has no provider, so it was not sent. */
export interface OutboxMessage {
  readonly id: string;
  readonly channel: string;
  readonly to: string;
  readonly subject: string | null;
  readonly body: string;
  readonly createdAt: string;
}

/** The development outbox of a network. */
@Injectable()
export class OutboxMessages {
  constructor(
    private readonly database: Database,
    private readonly pii: Pii,
  ) {}

  /** Newest first; of one recipient or all. */
  async list(networkId: string, to: string | undefined, limit: number): Promise<OutboxMessage[]> {
    const index = to === undefined ? null : this.pii.blindIndex(networkId, 'recipient', to);
    // Messages in the development outbox, newest first, to one recipient or to all recipients.
    const rows = await this.database.inNetwork(
      networkId,
      (tx) => tx.query<{
        id: string;
        channel: MessageChannel;
        recipientEncrypted: Buffer;
        subject: string | null;
        bodyEncrypted: Buffer;
        createdAt: Date;
      }>`
        SELECT id, channel, recipient_encrypted, subject, body_encrypted, created_at FROM messages
         WHERE network_id = ${networkId} AND status = 'OUTBOX' AND due_at <= clock_timestamp()
         ${when(index !== null, sql`AND recipient_index = ${index}`)}
         ORDER BY id DESC LIMIT ${limit}`,
    );
    return rows.map((row) => ({
      id: row.id,
      channel: row.channel,
      to: this.pii.decrypt(networkId, 'recipient', row.recipientEncrypted),
      subject: row.subject,
      body: this.pii.decrypt(networkId, 'message', row.bodyEncrypted),
      createdAt: row.createdAt.toISOString(),
    }));
  }
}
