import { Injectable } from '@nestjs/common';
import { Database, type Tx } from '../../platform/database/database';
import { changePiece } from '../../platform/outbox/pieces.sql';
import { requestJob } from '../../platform/queue/request-job.sql';
import { Pii } from '../personal-data/pii';
import { MESSAGE_CHANNELS, type MessageChannel } from './channels';
import type { MessageSource } from './message-sources';
import { IS_OF_HERE } from './message.sql';
import { DELIVERY_JOB } from './messages';
import { isMadeUp } from './made-up-address.rules';

/** A campaign message that no provider took within so many hours is too old: a server was down, or a backup was restored. */
export const VALID_HOURS = 24;

/** A message whose channel the rules choose. */
export interface PlannedMessage {
  readonly id: string;
  readonly guestId: string;
  readonly purpose: 'SERVICE' | 'MARKETING';
  readonly source: MessageSource;
  /** The campaign, automation or rated sale that sends the message; null for other sources. */
  readonly sourceId: string | null;
  readonly language: 'ru' | 'en';
  /** Channels that refused the message. */
  readonly tried: readonly string[];
}

/** A message's guest and purpose. */
export type RoutedGuest = Pick<PlannedMessage, 'guestId' | 'purpose' | 'language'>;

/** The rules' decision, as columns of a row. */
interface RoutedColumns {
  readonly channel: string;
  readonly recipientEncrypted: Buffer;
  readonly recipientIndex: Buffer;
  /** Null: the column stays unchanged. */
  readonly bodyEncrypted: Buffer | null;
  readonly status: 'SUPPRESSED' | 'PLANNED' | 'OUTBOX' | 'QUEUED' | 'SENT' | 'FAILED';
  readonly reason: string | null;
  readonly inInbox: boolean;
  /** When a planned message is routed again; null: now. */
  readonly dueAt: Date | null;
}

/** A manager's decision on a campaign's messages that no provider has taken. HOLD: they wait; RELEASE: they are sent; ENDED: they are never sent. */
type Wish = 'HOLD' | 'RELEASE' | 'ENDED';

/** For each decision, the rows to which it applies and the change of these rows. A released message expires a day after its release. */
const MOVES = {
  HOLD: {
    rows: `status IN ('PLANNED', 'QUEUED') AND due_at < 'infinity'`,
    set: `status = 'PLANNED', due_at = 'infinity'`,
  },
  RELEASE: {
    rows: `status = 'PLANNED' AND due_at = 'infinity'`,
    set: `due_at = clock_timestamp(), expires_at = clock_timestamp() + make_interval(hours => ${String(VALID_HOURS)})`,
  },
  ENDED: { rows: `status IN ('PLANNED', 'QUEUED', 'HELD')`, set: `status = 'FAILED', failure = 'ended'` },
} as const satisfies Record<Wish, object>;

interface RoutedInsert extends PlannedMessage, RoutedColumns {
  readonly dedupeKey: string;
  readonly subject: string;
  readonly template?: { readonly id: string; readonly version: number } | undefined;
}

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

export interface RoutedMessage extends PlannedMessage {
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
    await insertRouted(
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
  findGuest(tx: Tx, networkId: string, messageId: string): Promise<RoutedGuest | undefined> {
    return tx.maybe<RoutedGuest>`
      SELECT guest_id AS "guest_id!", purpose AS "purpose!", language AS "language!" FROM messages WHERE network_id = ${networkId}
       AND id = ${messageId} AND tried IS NOT NULL`;
  }

  /** Locks messages of a network that wait for a channel. */
  lockPlanned(tx: Tx, networkId: string, limit: number): Promise<PlannedMessage[]> {
    return tx.query<PlannedMessage>`
      SELECT id, guest_id AS "guest_id!", purpose AS "purpose!", source AS "source!", source_id, language AS "language!", tried AS "tried!"
       FROM messages
       WHERE network_id = ${networkId} AND status = 'PLANNED' AND due_at <= clock_timestamp()
         AND due_at >= coalesce((SELECT r.due_before FROM restores r WHERE r.network_id = ${networkId} AND r.decision IS DISTINCT
           FROM 'SEND'), '-infinity')
       ORDER BY due_at LIMIT ${limit} FOR UPDATE SKIP LOCKED`;
  }

  /** Writes the decisions on messages that waited for a channel. */
  async route(
    tx: Tx,
    networkId: string,
    decided: readonly (PlannedMessage & { readonly routing: Routing })[],
  ): Promise<void> {
    await updateRouted(
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
    await tx.query`
      INSERT INTO held_sources (network_id, source_id, wish) VALUES (${networkId}, ${campaignId}, 'HOLD')
       ON CONFLICT (network_id, source_id) DO UPDATE SET wish = 'HOLD', is_open = true`;
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
    const hold = await tx.maybe<{ sourceId: string; wish: Wish }>`
      SELECT source_id, wish FROM held_sources WHERE network_id = ${networkId} AND is_open
       ORDER BY source_id LIMIT 1 FOR UPDATE SKIP LOCKED`;
    if (hold === undefined) return false;
    const { sourceId, wish } = hold;
    const { rows, set } = MOVES[wish];
    // A message that a process is claiming at this moment is handled by its claim.
    const moved = await changePiece(tx, networkId, {
      table: 'messages',
      rows: `source_id = $3 AND ${rows}`,
      set,
      values: [sourceId],
      limit,
    });
    if (moved === limit) return true;
    // Claims read the row of a hold, so it stays until the release.
    if (wish === 'HOLD')
      await tx.query`UPDATE held_sources SET is_open = false WHERE network_id = ${networkId} AND source_id = ${sourceId}`;
    else await tx.query`DELETE FROM held_sources WHERE network_id = ${networkId} AND source_id = ${sourceId}`;
    return true;
  }

  /** How many campaign messages each of these guests got since then; guests without any are left out. */
  async countMarketing(
    tx: Tx,
    networkId: string,
    guestIds: readonly string[],
    since: Date,
  ): Promise<Map<string, number>> {
    const rows = await tx.query<{ guestId: string; told: number }>`
      SELECT guest_id, count(*)::integer AS told FROM messages
       WHERE network_id = ${networkId} AND guest_id = ANY (${guestIds}::uuid[]) AND purpose = 'MARKETING' AND status <> 'SUPPRESSED'
         AND decided_at >= ${since}
       GROUP BY guest_id`;
    return new Map(rows.map(({ guestId, told }) => [guestId, told]));
  }

  /** Ids of warnings that reached their guests by their providers' reports and that the ledger has not recorded yet. */
  async listReceipts(tx: Tx, networkId: string, limit: number): Promise<string[]> {
    return (
      await tx.query<{ id: string }>`
        SELECT id FROM messages WHERE network_id = ${networkId} AND receipt = 'DUE' ORDER BY id LIMIT ${limit}`
    ).map(({ id }) => id);
  }

  /** Records that the ledger has these warnings. */
  async noteReceipts(tx: Tx, networkId: string, ids: readonly string[]): Promise<void> {
    await tx.query`
      UPDATE messages SET receipt = 'NOTED' WHERE network_id = ${networkId} AND id = ANY (${ids}::uuid[])`;
  }

  /** Networks with messages that wait for a channel, or with a campaign's pause, resume or end that is not yet applied to all messages. */
  async listWaitingNetworks(
    limit: number,
  ): Promise<{ readonly key: string; readonly isDue: boolean; readonly inMs?: number }[]> {
    const rows = await this.database.asPlatform(
      (tx) =>
        tx.query<{
          networkId: string;
          inMs: number;
        }>`SELECT network_id, ceil(1000 * extract(epoch FROM min(due_at) - clock_timestamp()))::float8 AS "in_ms!"
           FROM (SELECT n.id AS network_id, m.due_at FROM networks n
                  CROSS JOIN LATERAL (SELECT m.due_at FROM messages m WHERE m.network_id = n.id AND m.status = 'PLANNED'
                                       ORDER BY m.due_at LIMIT 1) m
         UNION ALL SELECT network_id, clock_timestamp() FROM held_sources WHERE is_open
         UNION ALL SELECT network_id, clock_timestamp() FROM restores WHERE is_open) w
          WHERE ${IS_OF_HERE} GROUP BY network_id ORDER BY min(due_at) LIMIT ${limit}`,
    );
    return rows.map(({ networkId, inMs }) =>
      inMs > 0 ? { key: networkId, isDue: false, inMs } : { key: networkId, isDue: true },
    );
  }

  private async decideHeld(tx: Tx, networkId: string, campaignId: string, wish: 'RELEASE' | 'ENDED'): Promise<void> {
    const rows = await tx.query<{ sourceId: string }>`
      UPDATE held_sources SET wish = ${wish}, is_open = true WHERE network_id = ${networkId} AND source_id = ${campaignId}
       RETURNING source_id`;
    if (rows.length > 0) await requestJob(tx, ROUTING_JOB, networkId);
  }

  /** @param text null: the row already has the text */
  private columnsOf(networkId: string, guestId: string, routing: Routing, text: string | null): RoutedColumns {
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

async function insertRouted(
  tx: Tx,
  networkId: string,
  messages: readonly RoutedInsert[],
  decidedAt: Date,
): Promise<void> {
  await tx.query`
    INSERT INTO messages (network_id, id, guest_id, purpose, source, source_id, language, dedupe_key, subject, channel,
       recipient_encrypted, recipient_index, body_encrypted, status, reason, in_inbox, due_at, template_id, template_version, tried, decided_at,
       expires_at)
     SELECT ${networkId}, m.id, m.guest, m.purpose, m.source, m.source_id, m.language, m.key, m.subject, m.channel,
       m.recipient, m.recipient_index, m.body, m.status, m.reason, m.in_inbox, coalesce(m.due, clock_timestamp()), m.template, m.template_version,
       '{}', ${decidedAt},
       CASE WHEN m.purpose = 'MARKETING' THEN clock_timestamp() + make_interval(hours => ${VALID_HOURS}) END
     FROM unnest(${messages.map(({ id }) => id)}::uuid[], ${messages.map(({ guestId }) => guestId)}::uuid[],
     ${messages.map(({ purpose }) => purpose)}::text[], ${messages.map(({ source }) => source)}::text[],
     ${messages.map(({ sourceId }) => sourceId)}::uuid[], ${messages.map(({ language }) => language)}::text[],
     ${messages.map(({ dedupeKey }) => dedupeKey)}::text[], ${messages.map(({ subject }) => subject)}::text[],
     ${messages.map(({ channel }) => channel)}::text[],
         ${messages.map(({ recipientEncrypted }) => recipientEncrypted)}::bytea[], ${messages.map(({ recipientIndex }) => recipientIndex)}::bytea[],
         ${messages.map(({ bodyEncrypted }) => bodyEncrypted)}::bytea[], ${messages.map(({ status }) => status)}::text[],
         ${messages.map(({ reason }) => reason)}::text[], ${messages.map(({ inInbox }) => inInbox)}::boolean[],
         ${messages.map(({ dueAt }) => dueAt)}::timestamptz[], ${messages.map(({ template }) => template?.id ?? null)}::uuid[],
         ${messages.map(({ template }) => template?.version ?? null)}::integer[])
       m(id, guest, purpose, source, source_id, language, key, subject, channel, recipient, recipient_index, body, status,
         reason, in_inbox, due, template, template_version)
     ON CONFLICT DO NOTHING`;
}

/** Writes a message's routing. A message that was visible in the inbox stays visible. */
async function updateRouted(
  tx: Tx,
  networkId: string,
  decided: readonly (RoutedColumns & { readonly id: string })[],
): Promise<void> {
  await tx.query`
    UPDATE messages m SET channel = d.channel, recipient_encrypted = d.recipient, recipient_index = d.recipient_index,
       status = d.status, reason = d.reason, in_inbox = m.in_inbox OR d.in_inbox, due_at = coalesce(d.due, clock_timestamp())
     FROM unnest(${decided.map(({ id }) => id)}::uuid[], ${decided.map(({ channel }) => channel)}::text[],
     ${decided.map(({ recipientEncrypted }) => recipientEncrypted)}::bytea[], ${decided.map(({ recipientIndex }) => recipientIndex)}::bytea[],
     ${decided.map(({ status }) => status)}::text[], ${decided.map(({ reason }) => reason)}::text[],
     ${decided.map(({ inInbox }) => inInbox)}::boolean[], ${decided.map(({ dueAt }) => dueAt)}::timestamptz[])
       d(id, channel, recipient, recipient_index, status, reason, in_inbox, due)
      WHERE m.network_id = ${networkId} AND m.id = d.id AND m.status = 'PLANNED'`;
}
