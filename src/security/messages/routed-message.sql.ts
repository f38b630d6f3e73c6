import type { Tx } from '../../platform/database/database';
import { changePiece } from '../../platform/outbox/pieces.sql';
import { IS_OF_HERE } from './message.sql';
import type { MessageSource } from './message-sources';

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
export interface RoutedColumns {
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

interface RoutedInsert extends PlannedMessage, RoutedColumns {
  readonly dedupeKey: string;
  readonly subject: string;
  readonly template?: { readonly id: string; readonly version: number } | undefined;
}

export async function insertRouted(
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

export function findRoutedGuest(tx: Tx, networkId: string, id: string) {
  return tx.maybe<RoutedGuest>`
    SELECT guest_id AS "guest_id!", purpose AS "purpose!", language AS "language!" FROM messages WHERE network_id = ${networkId} AND id = ${id} AND tried IS NOT NULL`;
}

/** A manager's decision on a campaign's messages that no provider has taken. HOLD: they wait; RELEASE: they are sent; ENDED: they are never sent. */
export type Wish = 'HOLD' | 'RELEASE' | 'ENDED';

/** Holds a campaign's messages: from the commit on none is sent, because `claimMessages` reads the row written here. */
export async function holdSource(tx: Tx, networkId: string, sourceId: string): Promise<void> {
  await tx.query`INSERT INTO held_sources (network_id, source_id, wish) VALUES (${networkId}, ${sourceId}, 'HOLD')
      ON CONFLICT (network_id, source_id) DO UPDATE SET wish = 'HOLD', is_open = true`;
}

/** Releases or ends a held campaign's messages; returns whether the campaign was held. */
export async function decideHeld(
  tx: Tx,
  networkId: string,
  sourceId: string,
  wish: Exclude<Wish, 'HOLD'>,
): Promise<boolean> {
  const rows = await tx.query<{ sourceId: string }>`
    UPDATE held_sources SET wish = ${wish}, is_open = true WHERE network_id = ${networkId} AND source_id = ${sourceId}
     RETURNING source_id`;
  return rows.length > 0;
}

/** Locks a campaign whose decision still has to be applied to some messages; skips campaigns on which another process works. */
export function lockOpenHold(tx: Tx, networkId: string) {
  return tx.maybe<{ sourceId: string; wish: Wish }>`
    SELECT source_id, wish FROM held_sources WHERE network_id = ${networkId} AND is_open
     ORDER BY source_id LIMIT 1 FOR UPDATE SKIP LOCKED`;
}

/** For each decision, the rows it applies to and their change. A released message expires a day after its release. */
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

/**
 * Applies the decision to at most `limit` messages of a campaign; returns their number. A message that `claimMessages` is claiming at that moment
 * is handled there.
 */
export function moveHeld(tx: Tx, networkId: string, sourceId: string, wish: Wish, limit: number): Promise<number> {
  const { rows, set } = MOVES[wish];
  return changePiece(tx, networkId, {
    table: 'messages',
    rows: `source_id = $3 AND ${rows}`,
    set,
    values: [sourceId],
    limit,
  });
}

/** Records that the decision was applied to all messages of a campaign. A hold's row stays until the release, because claims read it. */
export async function closeHold(tx: Tx, networkId: string, sourceId: string, wish: Wish): Promise<void> {
  await tx.query(
    wish === 'HOLD'
      ? 'UPDATE held_sources SET is_open = false WHERE network_id = $1 AND source_id = $2'
      : 'DELETE FROM held_sources WHERE network_id = $1 AND source_id = $2',
    [networkId, sourceId],
  );
}

/** Locks planned messages, without those on which other processes work or that wait since a restore. */
export function lockPlanned(tx: Tx, networkId: string, limit: number) {
  return tx.query<PlannedMessage>`SELECT id, guest_id AS "guest_id!", purpose AS "purpose!", source AS "source!", source_id, language AS "language!", tried AS "tried!" FROM messages
      WHERE network_id = ${networkId} AND status = 'PLANNED' AND due_at <= clock_timestamp()
        AND due_at >= coalesce((SELECT r.due_before FROM restores r WHERE r.network_id = ${networkId} AND r.decision IS DISTINCT FROM 'SEND'), '-infinity')
      ORDER BY due_at LIMIT ${limit} FOR UPDATE SKIP LOCKED`;
}

/** Writes a message's routing. A message that was visible in the inbox stays visible. */
export async function updateRouted(
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

export function countMarketing(tx: Tx, networkId: string, guestIds: readonly string[], since: Date) {
  return tx.query<{ guestId: string; told: number }>`SELECT guest_id, count(*)::integer AS told FROM messages
      WHERE network_id = ${networkId} AND guest_id = ANY (${guestIds}::uuid[]) AND purpose = 'MARKETING' AND status <> 'SUPPRESSED'
        AND decided_at >= ${since}
      GROUP BY guest_id`;
}

/** Networks with waiting messages, and in how many milliseconds the first of them is due. Runs in the platform's role. */
export function listWaitingNetworks(
  tx: Tx,
  limit: number,
): Promise<{ readonly networkId: string; readonly inMs: number }[]> {
  return tx.query(
    `SELECT network_id AS "networkId", ceil(1000 * extract(epoch FROM min(due_at) - clock_timestamp()))::float8 AS "inMs"
       FROM (SELECT n.id AS network_id, m.due_at FROM networks n
              CROSS JOIN LATERAL (SELECT m.due_at FROM messages m WHERE m.network_id = n.id AND m.status = 'PLANNED'
                                   ORDER BY m.due_at LIMIT 1) m
     UNION ALL SELECT network_id, clock_timestamp() FROM held_sources WHERE is_open
     UNION ALL SELECT network_id, clock_timestamp() FROM restores WHERE is_open) w
      WHERE ${IS_OF_HERE} GROUP BY network_id ORDER BY min(due_at) LIMIT $1`,
    [limit],
  );
}

export function listReceipts(tx: Tx, networkId: string, limit: number) {
  return tx.query<{ id: string }>`
    SELECT id FROM messages WHERE network_id = ${networkId} AND receipt = 'DUE' ORDER BY id LIMIT ${limit}`;
}

export async function noteReceipts(tx: Tx, networkId: string, ids: readonly string[]): Promise<void> {
  await tx.query`UPDATE messages SET receipt = 'NOTED' WHERE network_id = ${networkId} AND id = ANY (${ids}::uuid[])`;
}
