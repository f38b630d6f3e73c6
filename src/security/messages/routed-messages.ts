import { Injectable } from '@nestjs/common';
import { Database, type Tx } from '../../platform/database/database';
import { requestJob } from '../../platform/queue/request-job.sql';
import { Pii } from '../personal-data/pii';
import { MESSAGE_CHANNELS, type MessageChannel } from './channels';
import { DELIVERY_JOB } from './messages';
import { isMadeUp } from './made-up-address.rules';
import * as sql from './routed-message.sql';

/** The job that chooses channels for waiting messages; its key is a network. */
export const ROUTING_JOB = 'message-routing';

/** The job that records in the ledger which warnings of expiring points reached their guests; its key is a network. */
export const RECEIPTS_JOB = 'warning-receipts';

/** The rules' decision on a message. */
export type Routing =
  /** The message is not sent; `reason` names the rule. */
  | { readonly outcome: 'SUPPRESSED'; readonly reason: string }
  /** A channel is chosen from this time on. */
  | { readonly outcome: 'PLANNED'; readonly until: Date; readonly inInbox: boolean }
  /** The channel's provider gets the message, for `recipient`. */
  | {
      readonly outcome: 'QUEUED';
      readonly channel: MessageChannel;
      readonly recipient: string;
      readonly inInbox: boolean;
    }
  /** No channel sends it: it is only in the inbox. */
  | { readonly outcome: 'INBOX' }
  /** Every channel refused it, and it is in no inbox. */
  | { readonly outcome: 'FAILED' };

export interface RoutedMessage extends sql.PlannedMessage {
  /** Unique in the network: a second message with the key is not written. */
  readonly dedupeKey: string;
  /** The subject for an e-mail. It is stored unencrypted, so it must not contain personal data. */
  readonly subject: string;
  readonly text: string;
  /** The template version of the message; left out: none. */
  readonly template?: { readonly id: string; readonly version: number } | undefined;
  readonly routing: Routing;
}

/** Messages to guests whose channel is chosen by rules: stored with the decision, and decided again when a channel refuses. */
@Injectable()
export class RoutedMessages {
  constructor(
    private readonly database: Database,
    private readonly pii: Pii,
  ) {}

  /** Writes messages with their decisions, once for each key; providers get them after the commit. */
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

  /** The guest of a message; undefined: no message with this id is routed by rules. */
  findGuest(tx: Tx, networkId: string, messageId: string): Promise<sql.RoutedGuest | undefined> {
    return sql.findRoutedGuest(tx, networkId, messageId);
  }

  /** Locks messages of a network that wait for a channel. */
  lockPlanned(tx: Tx, networkId: string, limit: number): Promise<sql.PlannedMessage[]> {
    return sql.lockPlanned(tx, networkId, limit);
  }

  /** Writes the decisions on messages that waited for a channel. */
  async route(
    tx: Tx,
    networkId: string,
    decided: readonly (sql.PlannedMessage & { readonly routing: Routing })[],
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

  /** Stops sending a campaign's messages until `resume`; calls to a provider that are under way still finish. */
  async pause(tx: Tx, networkId: string, campaignId: string): Promise<void> {
    await sql.holdSource(tx, networkId, campaignId);
    await requestJob(tx, ROUTING_JOB, networkId);
  }

  /** Resumes a campaign's messages that wait since `pause`, as far as the rules still allow them. */
  async resume(tx: Tx, networkId: string, campaignId: string): Promise<void> {
    await this.decideHeld(tx, networkId, campaignId, 'RELEASE');
  }

  /** Ends a campaign's messages that wait since `pause`: they are never sent. */
  async endPaused(tx: Tx, networkId: string, campaignId: string): Promise<void> {
    await this.decideHeld(tx, networkId, campaignId, 'ENDED');
  }

  /** Applies one campaign's pause, resume or end to at most `limit` messages in one transaction; returns whether more may be left. */
  async moveHeld(tx: Tx, networkId: string, limit: number): Promise<boolean> {
    const hold = await sql.lockOpenHold(tx, networkId);
    if (hold === undefined) return false;
    const { sourceId, wish } = hold;
    if ((await sql.moveHeld(tx, networkId, sourceId, wish, limit)) < limit)
      await sql.closeHold(tx, networkId, sourceId, wish);
    return true;
  }

  /** How many campaign messages each of these guests got since then; guests without any are left out. */
  async countMarketing(
    tx: Tx,
    networkId: string,
    guestIds: readonly string[],
    since: Date,
  ): Promise<Map<string, number>> {
    const rows = await sql.countMarketing(tx, networkId, guestIds, since);
    return new Map(rows.map(({ guestId, told }) => [guestId, told]));
  }

  /** Ids of warnings that reached their guests by their providers' reports and that the ledger has not recorded yet. */
  async listReceipts(tx: Tx, networkId: string, limit: number): Promise<string[]> {
    return (await sql.listReceipts(tx, networkId, limit)).map(({ id }) => id);
  }

  /** Records that the ledger has these warnings. */
  async noteReceipts(tx: Tx, networkId: string, ids: readonly string[]): Promise<void> {
    await sql.noteReceipts(tx, networkId, ids);
  }

  /** Networks with messages that wait for a channel, or with a campaign's pause, resume or end that is not yet applied to all messages. */
  async listWaitingNetworks(
    limit: number,
  ): Promise<{ readonly key: string; readonly isDue: boolean; readonly inMs?: number }[]> {
    const rows = await this.database.asPlatform((tx) => sql.listWaitingNetworks(tx, limit));
    return rows.map(({ networkId, inMs }) =>
      inMs > 0 ? { key: networkId, isDue: false, inMs } : { key: networkId, isDue: true },
    );
  }

  private async decideHeld(tx: Tx, networkId: string, campaignId: string, wish: 'RELEASE' | 'ENDED'): Promise<void> {
    if (await sql.decideHeld(tx, networkId, campaignId, wish)) await requestJob(tx, ROUTING_JOB, networkId);
  }

  /** @param text null: the row already has the text */
  private columnsOf(networkId: string, guestId: string, routing: Routing, text: string | null): sql.RoutedColumns {
    const isQueued = routing.outcome === 'QUEUED';
    const recipient = isQueued ? routing.recipient : guestId;
    const isSuppressed = routing.outcome === 'SUPPRESSED';
    const staysHere = isQueued && isMadeUp(recipient);
    return {
      channel: isQueued ? routing.channel : 'INBOX',
      recipientEncrypted: this.pii.encrypt(networkId, 'recipient', recipient),
      recipientIndex: this.pii.blindIndex(networkId, 'recipient', recipient),
      bodyEncrypted: text === null ? null : this.pii.encrypt(networkId, 'message', isSuppressed ? '' : text),
      status: staysHere ? 'OUTBOX' : routing.outcome === 'INBOX' ? 'SENT' : routing.outcome,
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
