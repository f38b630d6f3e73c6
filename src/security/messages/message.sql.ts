import type { Database, NamedStatement, Tx } from '../../platform/database/database';
import { sql, when } from '../../platform/database/sql';
import { deletePiece, type DeletedRows, goneOf } from '../../platform/outbox/pieces.sql';
import type { MessageChannel } from './channels';
import type { MessagePurpose } from './message-providers';
import type { MessageSource } from './message-sources';

export interface MessageInsert {
  readonly id: string;
  readonly guestId: string | null;
  readonly channel: MessageChannel;
  readonly recipientEncrypted: Buffer;
  readonly recipientIndex: Buffer;
  readonly subject: string | null;
  readonly bodyEncrypted: Buffer;
  readonly secret: boolean;
  readonly purpose: MessagePurpose;
  readonly source: MessageSource | null;
  readonly status: 'OUTBOX' | 'QUEUED';
  readonly validForSeconds: number | null;
  /** When the message is sent; null: now. */
  readonly dueAt: Date | null;
}

export interface MessageRow {
  readonly id: string;
  readonly channel: MessageChannel;
  readonly recipientEncrypted: Buffer;
  readonly subject: string | null;
  readonly bodyEncrypted: Buffer;
  readonly createdAt: Date;
}

export async function insertMessage(tx: Tx, networkId: string, message: MessageInsert): Promise<void> {
  await tx.query`
    INSERT INTO messages (network_id, id, guest_id, channel, recipient_encrypted, recipient_index, subject, body_encrypted,
       secret, status, due_at, expires_at, purpose, source)
     VALUES (${networkId}, ${message.id}, ${message.guestId}, ${message.channel}, ${message.recipientEncrypted}, ${message.recipientIndex},
     ${message.subject}, ${message.bodyEncrypted}, ${message.secret}, ${message.status}, coalesce(${message.dueAt}, clock_timestamp()),
       coalesce(${message.dueAt}, clock_timestamp()) + make_interval(secs => ${message.validForSeconds}), ${message.purpose}, ${message.source})`;
}

export async function withdrawMessage(tx: Tx, networkId: string, id: string, emptyBody: Buffer): Promise<void> {
  await tx.query`UPDATE messages SET status = 'FAILED', failure = 'withdrawn', body_encrypted = ${emptyBody}
      WHERE network_id = ${networkId} AND id = ${id} AND (status = 'QUEUED' OR status = 'OUTBOX' AND due_at > clock_timestamp())`;
}

export async function assignMessages(
  tx: Tx,
  networkId: string,
  guestId: string,
  recipientIndex: Buffer,
): Promise<void> {
  await tx.query`
    UPDATE messages SET guest_id = ${guestId} WHERE network_id = ${networkId} AND recipient_index = ${recipientIndex}
     AND guest_id IS NULL`;
}

/** Whether the network of the transaction is a sandbox. */
export async function isSandbox(tx: Tx, networkId: string): Promise<boolean> {
  const row = await tx.maybe<{ sandbox: boolean }>`
    SELECT sandbox_of IS NOT NULL AS sandbox FROM networks WHERE id = ${networkId}`;
  return row?.sandbox ?? false;
}

/** Messages in the development outbox, newest first; of one recipient or all. */
export function listOutboxRows(tx: Tx, networkId: string, recipientIndex: Buffer | null, limit: number) {
  return tx.query<MessageRow>`
    SELECT id, channel, recipient_encrypted, subject, body_encrypted, created_at FROM messages
     WHERE network_id = ${networkId} AND status = 'OUTBOX' AND due_at <= clock_timestamp()
     ${when(recipientIndex !== null, sql`AND recipient_index = ${recipientIndex}`)}
     ORDER BY id DESC LIMIT ${limit}`;
}

export interface DueMessage {
  readonly network_id: string;
  readonly id: string;
}

/** SQL condition: a network that is moving or has moved sends its messages from its new cell, so they are left out. */
export const IS_OF_HERE = 'network_id NOT IN (SELECT n.id FROM networks n WHERE n.moving_since IS NOT NULL)';

const LIST_DUE: NamedStatement = {
  name: 'list_due_messages',
  text: `SELECT network_id, id FROM messages
    WHERE channel = $1 AND status IN ('QUEUED', 'SENDING') AND due_at <= clock_timestamp() AND id <> ALL ($2::uuid[]) AND ${IS_OF_HERE}
    ORDER BY (purpose = 'MARKETING'), due_at LIMIT $3`,
};

/** A channel's waiting messages, and those whose attempt never finished; oldest first, campaigns last. Runs in the platform's role. */
export function listDueMessages(
  database: Pick<Database, 'callAsPlatform'>,
  channel: MessageChannel,
  except: readonly string[],
  limit: number,
): Promise<DueMessage[]> {
  return database.callAsPlatform<DueMessage>(LIST_DUE, [channel, except, limit]);
}

/**
 * Takes the next turn of a channel and returns how many milliseconds away it is. Turns of all processes together are 1 / `perSecond` seconds apart;
 * an unused turn is lost. Runs in the platform's role.
 */
export async function takeTurn(tx: Tx, channel: MessageChannel, perSecond: number): Promise<number> {
  const { wait } = await tx.one<{ wait: number }>`
    INSERT INTO message_rates AS r (channel, next_at) VALUES (${channel}, clock_timestamp())
     ON CONFLICT (channel) DO UPDATE SET next_at = greatest(r.next_at + make_interval(secs => 1 / ${perSecond}::float8), clock_timestamp())
     RETURNING ceil(greatest(0, extract(epoch FROM next_at - clock_timestamp())) * 1000)::integer AS wait`;
  return wait;
}

export interface ClaimedMessage {
  readonly id: string;
  /** `SENDING`: the process of an earlier attempt ended before it knew the outcome. */
  readonly was: 'QUEUED' | 'SENDING';
  readonly guest_id: string | null;
  readonly recipient_encrypted: Buffer;
  readonly subject: string | null;
  readonly body_encrypted: Buffer;
  readonly secret: boolean;
  readonly attempts: number;
  readonly purpose: MessagePurpose;
  /** Channels that refused the message before; null: the message has only this channel. */
  readonly tried: readonly string[] | null;
  /** Set for a message whose channel the rules choose. */
  readonly language: 'ru' | 'en' | null;
  /** For how many more seconds delivery makes sense; negative: no longer. Null: no limit. */
  readonly seconds_left: number | null;
}

const CLAIM: NamedStatement = {
  name: 'claim_messages',
  text: `WITH due AS (
       SELECT network_id, id, status, source_id, due_at, secret FROM messages
        WHERE network_id = $1 AND id = ANY ($2::uuid[]) AND status IN ('QUEUED', 'SENDING') AND due_at <= clock_timestamp()
        ORDER BY (purpose = 'MARKETING'), due_at LIMIT $4 FOR UPDATE SKIP LOCKED),
     held AS (
       SELECT h.source_id FROM held_sources h
        WHERE h.network_id = $1 AND h.source_id IN (SELECT source_id FROM due WHERE status = 'QUEUED') AND h.wish <> 'RELEASE'
        ORDER BY h.source_id FOR SHARE OF h),
     old AS (
       SELECT r.decision, r.due_before FROM restores r
        WHERE r.network_id = $1 AND r.decision IS DISTINCT FROM 'SEND' AND EXISTS (
          SELECT FROM due WHERE due.status = 'QUEUED' AND NOT due.secret AND due.due_at < r.due_before) FOR SHARE OF r),
     fates AS (
       SELECT due.*, old.due_before IS NOT NULL AS is_old, old.decision,
         due.status = 'QUEUED' AND EXISTS (SELECT FROM held WHERE held.source_id = due.source_id) AS is_held
         FROM due LEFT JOIN old ON due.status = 'QUEUED' AND NOT due.secret AND due.due_at < old.due_before),
     waits AS (
       UPDATE messages m SET
         status = CASE WHEN NOT f.is_old THEN 'PLANNED' WHEN f.decision = 'DROP' THEN 'FAILED' ELSE 'HELD' END,
         failure = CASE WHEN f.decision = 'DROP' THEN 'dropped' ELSE m.failure END,
         due_at = CASE WHEN f.is_old THEN m.due_at ELSE 'infinity' END
         FROM fates f WHERE m.network_id = f.network_id AND m.id = f.id AND (f.is_held OR f.is_old))
     UPDATE messages m SET status = 'SENDING', attempts = m.attempts + 1, due_at = clock_timestamp() + make_interval(secs => $3)
       FROM fates f WHERE m.network_id = f.network_id AND m.id = f.id AND NOT f.is_held AND NOT f.is_old
     RETURNING m.id, f.status AS was, m.guest_id, m.recipient_encrypted, m.subject, m.body_encrypted, m.secret, m.attempts, m.purpose,
       m.tried, m.language, floor(extract(epoch FROM m.expires_at - clock_timestamp()))::integer AS seconds_left`,
};

/**
 * Claims at most `limit` of these messages for one attempt, with a lease. It leaves out messages that another process has, that were sent, whose
 * campaign is paused, or that were due before a restore. A paused campaign's message is set to `PLANNED`, and one from before a restore is held
 * (`HELD`) or dropped. The shared lock on the campaign's row in `held_sources` makes a resume wait for this transaction, so that it finds these
 * messages.
 */
export function claimMessages(
  tx: Tx,
  networkId: string,
  ids: readonly string[],
  limit: number,
  leaseSeconds: number,
): Promise<ClaimedMessage[]> {
  return tx.call<ClaimedMessage>(CLAIM, [networkId, ids, leaseSeconds, limit]);
}

/** The value of `receipt` when a message reaches its guest: `DUE` for a warning of expiring points, which the ledger has to record. */
const RECEIPT = `CASE WHEN source = 'EXPIRY_WARNING' THEN coalesce(receipt, 'DUE') END`;

/** A message that its provider took. */
export interface SentMessage {
  readonly id: string;
  readonly provider: string;
  readonly providerId: string | null;
  /** Null: the body stays unchanged. */
  readonly bodyEncrypted: Buffer | null;
  /** Whether taking the message counts as delivery, because the provider sends no reports. */
  readonly isReceipt: boolean;
}

const MARK_SENT: NamedStatement = {
  name: 'mark_messages_sent',
  text: `UPDATE messages m SET status = CASE WHEN m.status = 'SENDING' THEN 'SENT' ELSE m.status END, provider = s.provider,
       provider_id = s.provider_id, body_encrypted = coalesce(s.body, m.body_encrypted), failure = NULL,
       receipt = CASE WHEN s.is_receipt AND m.status = 'SENDING' THEN ${RECEIPT} ELSE m.receipt END
     FROM unnest($2::uuid[], $3::text[], $4::text[], $5::bytea[], $6::boolean[]) s(id, provider, provider_id, body, is_receipt)
      WHERE m.network_id = $1 AND m.id = s.id RETURNING m.receipt`,
};

/**
 * Marks messages as taken by their provider. The status of a report that came earlier stays. Returns whether the ledger has to record that a
 * warning reached its guest.
 */
export async function markSent(tx: Tx, networkId: string, sent: readonly SentMessage[]): Promise<boolean> {
  const rows = await tx.call<{ receipt: string | null }>(MARK_SENT, [
    networkId,
    sent.map(({ id }) => id),
    sent.map(({ provider }) => provider),
    sent.map(({ providerId }) => providerId),
    sent.map(({ bodyEncrypted }) => bodyEncrypted),
    sent.map(({ isReceipt }) => isReceipt),
  ]);
  return rows.some(({ receipt }) => receipt === 'DUE');
}

export async function markForRetry(
  tx: Tx,
  networkId: string,
  id: string,
  failure: string,
  afterSeconds: number,
): Promise<void> {
  await tx.query`
    UPDATE messages SET status = 'QUEUED', failure = ${failure}, due_at = clock_timestamp() + make_interval(secs => ${afterSeconds})
     WHERE network_id = ${networkId} AND id = ${id} AND status = 'SENDING'`;
}

/** Ends a message. UNKNOWN: it may have been sent; it is never sent again, and a report may still tell its outcome. */
export async function markOver(
  tx: Tx,
  networkId: string,
  id: string,
  over: { readonly status: 'FAILED' | 'UNKNOWN'; readonly failure: string; readonly bodyEncrypted: Buffer | null },
): Promise<void> {
  await tx.query`UPDATE messages SET status = ${over.status}, failure = ${over.failure},
      body_encrypted = coalesce(${over.bodyEncrypted}, body_encrypted)
       WHERE network_id = ${networkId} AND id = ${id} AND status = 'SENDING'`;
}

/** The provider refused the recipient, so the routing chooses the next channel. */
export async function markForOtherChannel(tx: Tx, networkId: string, id: string, failure: string): Promise<void> {
  await tx.query`
    UPDATE messages SET status = 'PLANNED', failure = ${failure}, tried = array_append(tried, channel), attempts = 0,
      due_at = clock_timestamp()
     WHERE network_id = ${networkId} AND id = ${id} AND status = 'SENDING'`;
}

/**
 * Records a provider's report. Reports may arrive in any order; the first final one stays. Returns whether the ledger has to record that a warning
 * reached its guest.
 */
export async function recordReport(
  tx: Tx,
  networkId: string,
  report: {
    id: string;
    provider: string;
    providerId: string;
    status: 'SENT' | 'DELIVERED' | 'FAILED';
    failure: string | null;
  },
): Promise<boolean> {
  const rows = await tx.query<{ receipt: string | null }>(
    `UPDATE messages SET status = $5, provider = $3, provider_id = $4, failure = $6,
       receipt = CASE WHEN $5 = 'DELIVERED' THEN ${RECEIPT} ELSE receipt END
      WHERE network_id = $1 AND id = $2 AND coalesce(provider_id, $4) = $4
        AND (status IN ('SENDING', 'UNKNOWN') OR (status = 'SENT' AND $5 <> 'SENT'))
      RETURNING receipt`,
    [networkId, report.id, report.provider, report.providerId, report.status, report.failure],
  );
  return rows[0]?.receipt === 'DUE';
}

/** SMS without a report yet, by the provider's ids. Runs in the platform's role. */
export function listReported(tx: Tx, provider: string, providerIds: readonly string[]) {
  return tx.query<{ networkId: string; id: string; providerId: string }>`
    SELECT network_id, id, provider_id FROM messages
     WHERE channel = 'SMS' AND status = 'SENT' AND provider = ${provider} AND provider_id = ANY (${providerIds}::text[]) LIMIT ${providerIds.length}`;
}

/** Deletes messages with a code or link that ended at least this many days ago. */
export function deleteEndedMessages(tx: Tx, networkId: string, keptDays: number, limit: number): Promise<DeletedRows> {
  const rows = 'secret AND expires_at < now() - make_interval(hours => $3 * 24)';
  return deletePiece(tx, networkId, { table: 'messages', rows, values: [keptDays], limit });
}

/** Deletes recipient and text of messages before this id, unless they wait to be sent. Outcome and time stay. */
export async function emptyMessages(
  tx: Tx,
  networkId: string,
  before: string,
  empty: { readonly recipient: Buffer; readonly body: Buffer },
  limit: number,
): Promise<DeletedRows> {
  const emptied = await tx.query<{ id: string }>`
    UPDATE messages SET recipient_encrypted = ${empty.recipient}, recipient_index = '\\x'::bytea,
     body_encrypted = ${empty.body}, subject = NULL,
       provider_id = NULL
      WHERE network_id = ${networkId} AND id IN
        (SELECT id FROM messages
          WHERE network_id = ${networkId} AND id < ${before} AND recipient_index <> '\\x'::bytea
            AND status NOT IN ('PLANNED', 'HELD', 'QUEUED', 'SENDING')
          ORDER BY id LIMIT ${limit})
     RETURNING id`;
  return goneOf(emptied);
}
