import { Injectable } from '@nestjs/common';
import { Networks } from '../../configuration';
import { Database } from '../../platform/database/database';
import { Pii } from '../../security';
import { listOutboxRows } from './message.sql';

export interface OutboxMessage {
  readonly id: string;
  readonly networkId: string;
  readonly network: string;
  readonly channel: string;
  readonly to: string;
  readonly body: string;
  readonly createdAt: string;
}

const NETWORKS_SHOWN = 500;
const MESSAGES_SHOWN = 50;

/** Unsent messages, for a developer on this machine. */
@Injectable()
export class Outbox {
  constructor(
    private readonly database: Database,
    private readonly networks: Networks,
    private readonly pii: Pii,
  ) {}

  /** The newest messages of all networks, newest first; to one recipient, or to anybody. */
  async listMessages(to: string | undefined): Promise<OutboxMessage[]> {
    const messages: OutboxMessage[] = [];
    for (const network of await this.networks.listProfiles(undefined, NETWORKS_SHOWN)) {
      const index = to === undefined ? null : this.pii.blindIndex(network.id, 'recipient', to);
      const rows = await this.database.inNetwork(network.id, (tx) =>
        listOutboxRows(tx, network.id, index, MESSAGES_SHOWN),
      );
      for (const row of rows) {
        messages.push({
          id: row.id,
          networkId: network.id,
          network: network.name,
          channel: row.channel,
          to: this.pii.decrypt(network.id, 'recipient', row.recipient_encrypted),
          body: this.pii.decrypt(network.id, 'message', row.body_encrypted),
          createdAt: row.created_at.toISOString(),
        });
      }
    }
    return messages.sort((a, b) => (a.id < b.id ? 1 : -1)).slice(0, MESSAGES_SHOWN);
  }
}
