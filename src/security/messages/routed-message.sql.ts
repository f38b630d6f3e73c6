import type { Tx } from '../../platform/database/database';
import type { PlannedMessage, RoutedGuest } from './routed-messages';

/** A message of a campaign that no provider took within a day is old: a server was down, or a backup was restored. */
const VALID_HOURS = 24;

/** The decision of the rules, as a row has it. */
export interface RoutedColumns {
  readonly channel: string;
  readonly recipientEncrypted: Buffer;
  readonly recipientIndex: Buffer;
  /** Null: the column stays as it is. */
  readonly bodyEncrypted: Buffer | null;
  readonly status: 'SUPPRESSED' | 'PLANNED' | 'QUEUED' | 'SENT' | 'FAILED';
  readonly reason: string | null;
  readonly inInbox: boolean;
  /** From when a planned message is looked at; null: now. */
  readonly dueAt: Date | null;
}

interface RoutedInsert extends PlannedMessage, RoutedColumns {
  readonly dedupeKey: string;
  readonly subject: string;
}

export async function insertRouted(
  tx: Tx,
  networkId: string,
  messages: readonly RoutedInsert[],
  decidedAt: Date,
): Promise<void> {
  await tx.query(
    `INSERT INTO messages (network_id, id, guest_id, purpose, source, source_id, language, dedupe_key, subject, channel,
       recipient_encrypted, recipient_index, body_encrypted, status, reason, in_inbox, due_at, tried, decided_at, expires_at)
     SELECT $1, m.id, m.guest, m.purpose, m.source, m.source_id, m.language, m.key, m.subject, m.channel,
       m.recipient, m.recipient_index, m.body, m.status, m.reason, m.in_inbox, coalesce(m.due, clock_timestamp()), '{}', $2,
       CASE WHEN m.purpose = 'MARKETING' THEN clock_timestamp() + make_interval(hours => $3) END
     FROM unnest($4::uuid[], $5::uuid[], $6::text[], $7::text[], $8::uuid[], $9::text[], $10::text[], $11::text[], $12::text[],
         $13::bytea[], $14::bytea[], $15::bytea[], $16::text[], $17::text[], $18::boolean[], $19::timestamptz[])
       m(id, guest, purpose, source, source_id, language, key, subject, channel, recipient, recipient_index, body, status,
         reason, in_inbox, due)
     ON CONFLICT DO NOTHING`,
    [
      networkId,
      decidedAt,
      VALID_HOURS,
      messages.map(({ id }) => id),
      messages.map(({ guestId }) => guestId),
      messages.map(({ purpose }) => purpose),
      messages.map(({ source }) => source),
      messages.map(({ sourceId }) => sourceId),
      messages.map(({ language }) => language),
      messages.map(({ dedupeKey }) => dedupeKey),
      messages.map(({ subject }) => subject),
      messages.map(({ channel }) => channel),
      messages.map(({ recipientEncrypted }) => recipientEncrypted),
      messages.map(({ recipientIndex }) => recipientIndex),
      messages.map(({ bodyEncrypted }) => bodyEncrypted),
      messages.map(({ status }) => status),
      messages.map(({ reason }) => reason),
      messages.map(({ inInbox }) => inInbox),
      messages.map(({ dueAt }) => dueAt),
    ],
  );
}

export function findRoutedGuest(tx: Tx, networkId: string, id: string): Promise<RoutedGuest | undefined> {
  return tx.maybe<RoutedGuest>(
    `SELECT guest_id AS "guestId", purpose, language FROM messages WHERE network_id = $1 AND id = $2 AND tried IS NOT NULL`,
    [networkId, id],
  );
}

/** Messages that other processes work on are left out. */
export function lockPlanned(tx: Tx, networkId: string, limit: number): Promise<PlannedMessage[]> {
  return tx.query<PlannedMessage>(
    `SELECT id, guest_id AS "guestId", purpose, source, source_id AS "sourceId", language, tried FROM messages
      WHERE network_id = $1 AND status = 'PLANNED' AND due_at <= clock_timestamp()
      ORDER BY due_at LIMIT $2 FOR UPDATE SKIP LOCKED`,
    [networkId, limit],
  );
}

/** A message that a guest could read in the inbox once stays there. */
export async function updateRouted(
  tx: Tx,
  networkId: string,
  decided: readonly (RoutedColumns & { readonly id: string })[],
): Promise<void> {
  await tx.query(
    `UPDATE messages m SET channel = d.channel, recipient_encrypted = d.recipient, recipient_index = d.recipient_index,
       status = d.status, reason = d.reason, in_inbox = m.in_inbox OR d.in_inbox, due_at = coalesce(d.due, clock_timestamp())
     FROM unnest($2::uuid[], $3::text[], $4::bytea[], $5::bytea[], $6::text[], $7::text[], $8::boolean[], $9::timestamptz[])
       d(id, channel, recipient, recipient_index, status, reason, in_inbox, due)
      WHERE m.network_id = $1 AND m.id = d.id AND m.status = 'PLANNED'`,
    [
      networkId,
      decided.map(({ id }) => id),
      decided.map(({ channel }) => channel),
      decided.map(({ recipientEncrypted }) => recipientEncrypted),
      decided.map(({ recipientIndex }) => recipientIndex),
      decided.map(({ status }) => status),
      decided.map(({ reason }) => reason),
      decided.map(({ inInbox }) => inInbox),
      decided.map(({ dueAt }) => dueAt),
    ],
  );
}

export function countMarketing(
  tx: Tx,
  networkId: string,
  guestIds: readonly string[],
  since: Date,
): Promise<{ readonly guestId: string; readonly told: number }[]> {
  return tx.query<{ guestId: string; told: number }>(
    `SELECT guest_id AS "guestId", count(*)::integer AS told FROM messages
      WHERE network_id = $1 AND guest_id = ANY ($2::uuid[]) AND purpose = 'MARKETING' AND status <> 'SUPPRESSED'
        AND decided_at >= $3
      GROUP BY guest_id`,
    [networkId, guestIds, since],
  );
}

/** By the platform's role. */
export function listWaitingNetworks(tx: Tx, limit: number): Promise<{ readonly network_id: string }[]> {
  return tx.query(
    `SELECT DISTINCT network_id FROM messages WHERE status = 'PLANNED' AND due_at <= clock_timestamp() LIMIT $1`,
    [limit],
  );
}
