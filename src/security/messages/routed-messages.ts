import { Injectable } from '@nestjs/common';
import { Database, type Tx } from '../../platform/database/database';
import { requestJob } from '../../platform/queue/request-job.sql';
import { Pii } from '../personal-data/pii';
import { MESSAGE_CHANNELS, type MessageChannel } from './message-providers';
import { DELIVERY_JOB } from './messages';
import * as sql from './routed-message.sql';

/** The job that chooses channels for messages that wait for one; its key is a network. */
export const ROUTING_JOB = 'message-routing';

/** The decision of the rules on a message. */
export type Routing =
  /** It is not sent, by a rule that `reason` names. */
  | { readonly outcome: 'SUPPRESSED'; readonly reason: string }
  /** A channel is chosen from this moment on. */
  | { readonly outcome: 'PLANNED'; readonly until: Date; readonly inInbox: boolean }
  /** A provider of the channel gets it, for `recipient`. */
  | {
      readonly outcome: 'QUEUED';
      readonly channel: MessageChannel;
      readonly recipient: string;
      readonly inInbox: boolean;
    }
  /** No channel carries it: the inbox alone has it. */
  | { readonly outcome: 'INBOX' }
  /** Each channel refused it, and it stands in no inbox. */
  | { readonly outcome: 'FAILED' };

/** A message whose channel the rules choose. */
export interface PlannedMessage {
  readonly id: string;
  readonly guestId: string;
  readonly purpose: 'SERVICE' | 'MARKETING';
  readonly source: 'CAMPAIGN' | 'EXPIRY_WARNING';
  /** The campaign; null: the source has no id. */
  readonly sourceId: string | null;
  readonly language: 'ru' | 'en';
  /** Channels that refused it. */
  readonly tried: readonly string[];
}

export interface RoutedMessage extends PlannedMessage {
  /** Unique in the network: a second message of the key is not written. */
  readonly dedupeKey: string;
  /** Subject where it goes by e-mail. Stored in clear, so it contains no personal data. */
  readonly subject: string;
  readonly text: string;
  readonly routing: Routing;
}

/** The guest of the message, and its purpose. */
export type RoutedGuest = Pick<PlannedMessage, 'guestId' | 'purpose' | 'language'>;

/** Messages to guests whose channel is chosen by rules: stored with what was decided, and decided again when a channel refuses. */
@Injectable()
export class RoutedMessages {
  constructor(
    private readonly database: Database,
    private readonly pii: Pii,
  ) {}

  /** Writes messages as they were decided at this moment, each key once; their providers get them with the commit. */
  async append(tx: Tx, networkId: string, messages: readonly RoutedMessage[], decidedAt: Date): Promise<void> {
    if (messages.length === 0) return;
    await sql.insertRouted(
      tx,
      networkId,
      messages.map((message) => ({
        ...message,
        ...this.columnsOf(networkId, message.guestId, message.routing, message.text),
      })),
      decidedAt,
    );
    await this.requestDelivery(
      tx,
      messages.map(({ routing }) => routing),
    );
  }

  /** The guest of the message; undefined: there is none whose channel the rules choose. */
  findGuest(tx: Tx, networkId: string, messageId: string): Promise<RoutedGuest | undefined> {
    return sql.findRoutedGuest(tx, networkId, messageId);
  }

  /** Messages of a network that wait for a channel, locked. */
  lockPlanned(tx: Tx, networkId: string, limit: number): Promise<PlannedMessage[]> {
    return sql.lockPlanned(tx, networkId, limit);
  }

  /** Writes what was decided on messages that waited for a channel. */
  async route(
    tx: Tx,
    networkId: string,
    decided: readonly (PlannedMessage & { readonly routing: Routing })[],
  ): Promise<void> {
    await sql.updateRouted(
      tx,
      networkId,
      decided.map(({ id, guestId, routing }) => ({ id, ...this.columnsOf(networkId, guestId, routing, null) })),
    );
    await this.requestDelivery(
      tx,
      decided.map(({ routing }) => routing),
    );
  }

  /** Messages of campaigns that each of these guests got since then; guests without any are left out. */
  async countMarketing(
    tx: Tx,
    networkId: string,
    guestIds: readonly string[],
    since: Date,
  ): Promise<Map<string, number>> {
    const rows = await sql.countMarketing(tx, networkId, guestIds, since);
    return new Map(rows.map(({ guestId, told }) => [guestId, told]));
  }

  /** Networks in which messages wait for a channel. */
  async listWaitingNetworks(limit: number): Promise<string[]> {
    const rows = await this.database.asPlatform((tx) => sql.listWaitingNetworks(tx, limit));
    return rows.map((row) => row.network_id);
  }

  /** @param text null: it stands in the row already */
  private columnsOf(networkId: string, guestId: string, routing: Routing, text: string | null): sql.RoutedColumns {
    const isQueued = routing.outcome === 'QUEUED';
    const recipient = isQueued ? routing.recipient : guestId;
    const isSuppressed = routing.outcome === 'SUPPRESSED';
    return {
      channel: isQueued ? routing.channel : 'INBOX',
      recipientEncrypted: this.pii.encrypt(networkId, 'recipient', recipient),
      recipientIndex: this.pii.blindIndex(networkId, 'recipient', recipient),
      bodyEncrypted: text === null ? null : this.pii.encrypt(networkId, 'message', isSuppressed ? '' : text),
      status: routing.outcome === 'INBOX' ? 'SENT' : routing.outcome,
      reason: isSuppressed ? routing.reason : null,
      inInbox: 'inInbox' in routing ? routing.inInbox : routing.outcome === 'INBOX',
      dueAt: routing.outcome === 'PLANNED' ? routing.until : null,
    };
  }

  private async requestDelivery(tx: Tx, routings: readonly Routing[]): Promise<void> {
    for (const channel of MESSAGE_CHANNELS)
      if (routings.some((routing) => routing.outcome === 'QUEUED' && routing.channel === channel))
        await requestJob(tx, DELIVERY_JOB, channel);
  }
}
