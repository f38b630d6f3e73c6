import type { Tx } from '../../platform/database/database';
import { type IdSlice, orderWord } from '../../platform/http/list-query';
import type { MessageChannel } from './channels';
import type { MessageSource } from './message-sources';

/** Messages to guests, and codes, whose recipient may not be a guest yet; no e-mails to staff. */
const TO_GUESTS = `(guest_id IS NOT NULL OR purpose = 'CODE')`;

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

const COLUMNS = `id, guest_id AS "guestId", purpose, source, source_id AS "sourceId", template_id AS "templateId",
  template_version AS "templateVersion", channel, status, reason, failure, tried,
  language, in_inbox AS "inInbox", opened_at AS "openedAt", created_at AS "createdAt"`;

export function listLoggedMessages(
  tx: Tx,
  networkId: string,
  { purpose = null, channel = null, status = null, reason = null, guestId = null }: Nullable<MessageFilter>,
  slice: IdSlice,
): Promise<LoggedMessage[]> {
  return tx.query<LoggedMessage>(
    `SELECT ${COLUMNS} FROM messages
      WHERE network_id = $1 AND id > $2 AND id < $3 AND ${TO_GUESTS} AND ($4::text IS NULL OR purpose = $4)
        AND ($5::text IS NULL OR channel = $5) AND ($6::text IS NULL OR status = $6) AND ($7::text IS NULL OR reason = $7)
        AND ($8::uuid IS NULL OR guest_id = $8)
      ORDER BY id ${orderWord(slice)} LIMIT $9`,
    [networkId, slice.after, slice.before, purpose, channel, status, reason, guestId, slice.limit],
  );
}

export interface MessageCount {
  readonly purpose: LoggedMessage['purpose'];
  readonly channel: LoggedMessage['channel'];
  readonly status: string;
  readonly reason: string | null;
  readonly messages: number;
}

/** Counts messages to guests with ids from `from` on, by purpose, channel, status and reason. `sourceId`: only of this campaign; null: all. */
export function countLoggedMessages(
  tx: Tx,
  networkId: string,
  from: string,
  sourceId: string | null,
): Promise<MessageCount[]> {
  return tx.query<MessageCount>(
    `SELECT purpose, channel, status, reason, count(*)::integer AS messages FROM messages
      WHERE network_id = $1 AND id >= $2 AND ${TO_GUESTS} AND ($3::uuid IS NULL OR source_id = $3)
      GROUP BY purpose, channel, status, reason ORDER BY purpose, channel, status, reason LIMIT 500`,
    [networkId, from, sourceId],
  );
}

export function findLoggedMessage(
  tx: Tx,
  networkId: string,
  id: string,
): Promise<(LoggedMessage & { readonly subject: string | null; readonly body_encrypted: Buffer }) | undefined> {
  return tx.maybe(
    `SELECT ${COLUMNS}, subject, body_encrypted FROM messages WHERE network_id = $1 AND id = $2 AND ${TO_GUESTS}`,
    [networkId, id],
  );
}

type Nullable<T> = { readonly [Key in keyof T]?: T[Key] | null };
