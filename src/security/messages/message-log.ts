import { Injectable } from '@nestjs/common';
import { Database, type Tx } from '../../platform/database/database';
import { sql, when } from '../../platform/database/sql';
import { type IdSlice, orderOf } from '../../platform/http/list-query';
import { Audit, type Author } from '../audit/audit';
import { Pii } from '../personal-data/pii';
import type { MessageChannel } from './channels';
import type { MessageSource } from './message-sources';

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

type Nullable<T> = { readonly [Key in keyof T]?: T[Key] | null };

interface MessageCount {
  readonly purpose: LoggedMessage['purpose'];
  readonly channel: LoggedMessage['channel'];
  readonly status: string;
  readonly reason: string | null;
  readonly messages: number;
}

/** Messages to guests, and codes, whose recipient may not be a guest yet; no e-mails to staff. */
const TO_GUESTS = sql`(guest_id IS NOT NULL OR purpose = 'CODE')`;

const COLUMNS = sql`id, guest_id, purpose, source, source_id, template_id,
  template_version, channel, status, reason, failure, tried,
  language, in_inbox, opened_at, created_at`;

interface MessageFilter {
  readonly purpose?: string | undefined;
  readonly channel?: string | undefined;
  readonly status?: string | undefined;
  readonly reason?: string | undefined;
  readonly guestId?: string | undefined;
}

/** A message as its recipient saw it. */
export interface ReadMessage extends LoggedMessage {
  readonly subject: string | null;
  /** Empty for a message that was not sent, was a code, or is past its time. */
  readonly text: string;
}

/** Shows managers the messages that went to guests, and those that did not. */
@Injectable()
export class MessageLog {
  constructor(
    private readonly database: Database,
    private readonly pii: Pii,
    private readonly audit: Audit,
  ) {}

  list(networkId: string, filter: MessageFilter, slice: IdSlice): Promise<LoggedMessage[]> {
    return this.database.inNetwork(networkId, (tx) => listLoggedMessages(tx, networkId, filter, slice));
  }

  /** Counts messages with ids from `from` on. @param sourceId counts only this campaign's messages; left out: all */
  count(networkId: string, from: string, sourceId?: string): Promise<MessageCount[]> {
    return this.database.inNetwork(networkId, (tx) => countLoggedMessages(tx, networkId, from, sourceId ?? null));
  }

  /** A message; the audit records whose message was read. Undefined: the network has no such message. */
  find(networkId: string, id: string, author: Author): Promise<ReadMessage | undefined> {
    return this.database.inNetwork(networkId, async (tx) => {
      const found = await tx.maybe<LoggedMessage & { readonly subject: string | null; readonly bodyEncrypted: Buffer }>`
        SELECT ${COLUMNS}, subject, body_encrypted FROM messages WHERE network_id = ${networkId} AND id = ${id} AND ${TO_GUESTS}`;
      if (found === undefined) return undefined;
      const { bodyEncrypted: body, ...message } = found;
      const subject = {
        subjectKind: 'guest',
        ...(message.guestId !== null && { subjectId: message.guestId }),
      } as const;
      await this.audit.append(tx, networkId, { ...author, action: 'guest.read', ...subject });
      return { ...message, text: this.pii.decrypt(networkId, 'message', body) };
    });
  }
}

function listLoggedMessages(
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

/** Counts messages to guests with ids from `from` on, by purpose, channel, status and reason. `sourceId`: only of this campaign; null: all. */
function countLoggedMessages(tx: Tx, networkId: string, from: string, sourceId: string | null) {
  return tx.query<MessageCount>`SELECT purpose, channel, status, reason, count(*)::integer AS messages FROM messages
      WHERE network_id = ${networkId} AND id >= ${from} AND ${TO_GUESTS} ${when(sourceId !== null, sql`AND source_id = ${sourceId}`)}
      GROUP BY purpose, channel, status, reason ORDER BY purpose, channel, status, reason LIMIT 500`;
}
