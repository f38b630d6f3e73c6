import { Injectable } from '@nestjs/common';
import { Database, type Tx } from '../../platform/database/database';
import { requestJob } from '../../platform/queue/request-job.sql';
import { Pii } from '../personal-data/pii';
import { MESSAGE_CHANNELS, type MessageChannel } from './message-providers';
import { DELIVERY_JOB } from './messages';
import * as sql from './routed-message.sql';

/** The job that chooses channels for messages that wait for one; its key is a network. */
export const ROUTING_JOB = 'message-routing';

/** The job that records in the ledger which warnings of points that end reached their guests; its key is a network. */
export const RECEIPTS_JOB = 'warning-receipts';

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

/** Parts of the platform that ask for messages; `TEST`: a manager who sends a text to themselves. */
export const MESSAGE_SOURCES = [
  'CAMPAIGN',
  'EXPIRY_WARNING',
  'AUTOMATION',
  'FEEDBACK',
  'STAFF',
  'TEST',
  'GIFT_CARD',
] as const;
export type MessageSource = (typeof MESSAGE_SOURCES)[number];

/** A message whose channel the rules choose. */
export interface PlannedMessage {
  readonly id: string;
  readonly guestId: string;
  readonly purpose: 'SERVICE' | 'MARKETING';
  readonly source: MessageSource;
  /** The campaign, automation or sale (of a question after a visit) that asked for the message; null for other sources. */
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
  /** The version of the template from which the message was written; left out: none. */
  readonly template?: { readonly id: string; readonly version: number } | undefined;
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

  /**
   * No provider gets messages of this campaign until `resume`; messages whose call to a provider is under way are still
   * sent.
   */
  async pause(tx: Tx, networkId: string, campaignId: string): Promise<void> {
    await sql.holdSource(tx, networkId, campaignId);
    await requestJob(tx, ROUTING_JOB, networkId);
  }

  /** Sends the messages of this campaign that waited since `pause`, as far as the rules still allow them. */
  async resume(tx: Tx, networkId: string, campaignId: string): Promise<void> {
    await this.decideHeld(tx, networkId, campaignId, 'RELEASE');
  }

  /** Ends the messages of this campaign that waited since `pause`: they are never sent. */
  async endPaused(tx: Tx, networkId: string, campaignId: string): Promise<void> {
    await this.decideHeld(tx, networkId, campaignId, 'ENDED');
  }

  /**
   * Applies the pause, resume or end of one campaign to at most `limit` of its messages, in one transaction; answers
   * whether more work may be left.
   */
  async moveHeld(tx: Tx, networkId: string, limit: number): Promise<boolean> {
    const hold = await sql.lockOpenHold(tx, networkId);
    if (hold === undefined) return false;
    const { sourceId, wish } = hold;
    if ((await sql.moveHeld(tx, networkId, sourceId, wish, limit)) < limit)
      await sql.closeHold(tx, networkId, sourceId, wish);
    return true;
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

  /** Ids of warnings that reached their guests, as their providers say, and that the ledger has not recorded yet. */
  async listReceipts(tx: Tx, networkId: string, limit: number): Promise<string[]> {
    return (await sql.listReceipts(tx, networkId, limit)).map(({ id }) => id);
  }

  /** Notes that the ledger has recorded these warnings. */
  async noteReceipts(tx: Tx, networkId: string, ids: readonly string[]): Promise<void> {
    await sql.noteReceipts(tx, networkId, ids);
  }

  /**
   * Networks in which messages wait for the choice of a channel, or in which a pause, resume or end of a campaign is not
   * yet applied to all messages.
   */
  async listWaitingNetworks(limit: number): Promise<string[]> {
    const rows = await this.database.asPlatform((tx) => sql.listWaitingNetworks(tx, limit));
    return rows.map((row) => row.network_id);
  }

  private async decideHeld(tx: Tx, networkId: string, campaignId: string, wish: 'RELEASE' | 'ENDED'): Promise<void> {
    if (await sql.decideHeld(tx, networkId, campaignId, wish)) await requestJob(tx, ROUTING_JOB, networkId);
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
