import { Injectable } from '@nestjs/common';
import { type NetworkProfile, Networks } from '../../configuration';
import { type OutboxMessage, OutboxMessages } from '../../security';

export interface ShownMessage extends OutboxMessage {
  readonly networkId: string;
  readonly network: string;
}

const NETWORKS_A_PAGE = 500;
const MESSAGES_SHOWN = 50;

/** Unsent messages, for a developer on this machine. */
@Injectable()
export class Outbox {
  constructor(
    private readonly networks: Networks,
    private readonly messages: OutboxMessages,
  ) {}

  /** The newest messages of all networks, newest first; of one recipient or all. */
  async listMessages(to: string | undefined): Promise<ShownMessage[]> {
    const shown: ShownMessage[] = [];
    let page: readonly NetworkProfile[];
    let after: string | undefined;
    do {
      page = await this.networks.listProfiles(after, NETWORKS_A_PAGE);
      for (const { id: networkId, name: network } of page) {
        const messages = await this.messages.list(networkId, to, MESSAGES_SHOWN);
        shown.push(...messages.map((message) => ({ ...message, networkId, network })));
      }
      after = page.at(-1)?.id;
    } while (page.length === NETWORKS_A_PAGE);
    return shown.sort((a, b) => (a.id < b.id ? 1 : -1)).slice(0, MESSAGES_SHOWN);
  }
}
