import type { Tx } from '../../platform/database/database';
import { sql, when } from '../../platform/database/sql';
import { type IdSlice, orderOf } from '../../platform/http/list-query';
import type { MessageChannel } from './channels';
import type { MessageSource } from './message-sources';

/** Messages to guests, and codes, whose recipient may not be a guest yet; no e-mails to staff. */
const TO_GUESTS = sql`(guest_id IS NOT NULL OR purpose = 'CODE')`;

export interface MessageFilter {
  readonly purpose?: string | undefined;
  readonly channel?: string | undefined;
  readonly status?: string | undefined;
  readonly reason?: string | undefined;
  readonly guestId?: string | undefined;
}

export interface LoggedMessage {
  readonly id: string;
  readonly guestId: string | null;
  readonly purpose: 'CODE' | 'RECEIPT' | 'SERVICE' | 'MARKETING';
  readonly source: MessageSource | null;
  readonly sourceId: string | null;
  readonly templateId: string | null;
  readonly templateVersion: number | null;
  readonly channel: MessageChannel | 'INBOX';
  readonly status: string;
  readonly reason: string | null;
  readonly failure: string | null;
  readonly tried: readonly string[] | null;
  readonly language: 'ru' | 'en' | null;
  readonly inInbox: boolean;
  readonly openedAt: Date | null;
  readonly createdAt: Date;
}

const COLUMNS = sql`id, guest_id, purpose, source, source_id, template_id,
  template_version, channel, status, reason, failure, tried,
  language, in_inbox, opened_at, created_at`;

export function listLoggedMessages(
  tx: Tx,
  networkId: string,
  { purpose = null, channel = null, status = null, reason = null, guestId = null }: Nullable<MessageFilter>,
  slice: IdSlice,
) {
  return tx.query<LoggedMessage>`SELECT ${COLUMNS} FROM messages
      WHERE network_id = ${networkId} AND id > ${slice.after} AND id < ${slice.before} AND ${TO_GUESTS}
      ${when(purpose !== null, sql`AND purpose = ${purpose}`)}
        ${when(channel !== null, sql`AND channel = ${channel}`)} ${when(status !== null, sql`AND status = ${status}`)}
        ${when(reason !== null, sql`AND reason = ${reason}`)}
        ${when(guestId !== null, sql`AND guest_id = ${guestId}`)}
      ORDER BY id ${orderOf(slice)} LIMIT ${slice.limit}`;
}

export interface MessageCount {
  readonly purpose: LoggedMessage['purpose'];
  readonly channel: LoggedMessage['channel'];
  readonly status: string;
  readonly reason: string | null;
  readonly messages: number;
}

/** Counts messages to guests with ids from `from` on, by purpose, channel, status and reason. `sourceId`: only of this campaign; null: all. */
export function countLoggedMessages(tx: Tx, networkId: string, from: string, sourceId: string | null) {
  return tx.query<MessageCount>`SELECT purpose, channel, status, reason, count(*)::integer AS messages FROM messages
      WHERE network_id = ${networkId} AND id >= ${from} AND ${TO_GUESTS} ${when(sourceId !== null, sql`AND source_id = ${sourceId}`)}
      GROUP BY purpose, channel, status, reason ORDER BY purpose, channel, status, reason LIMIT 500`;
}

export function findLoggedMessage(tx: Tx, networkId: string, id: string) {
  return tx.maybe<LoggedMessage & { readonly subject: string | null; readonly bodyEncrypted: Buffer }>`
    SELECT ${COLUMNS}, subject, body_encrypted FROM messages WHERE network_id = ${networkId} AND id = ${id} AND ${TO_GUESTS}`;
}

type Nullable<T> = { readonly [Key in keyof T]?: T[Key] | null };
