import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/database/database';
import type { IdSlice } from '../../platform/http/list-query';
import { Audit, type Author } from '../audit/audit';
import { Pii } from '../personal-data/pii';
import * as sql from './message-log.sql';

/** A message as its recipient saw it. */
export interface ReadMessage extends sql.LoggedMessage {
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

  list(networkId: string, filter: sql.MessageFilter, slice: IdSlice): Promise<sql.LoggedMessage[]> {
    return this.database.inNetwork(networkId, (tx) => sql.listLoggedMessages(tx, networkId, filter, slice));
  }

  /** Counts messages with ids from `from` on. @param sourceId counts only this campaign's messages; left out: all */
  count(networkId: string, from: string, sourceId?: string): Promise<sql.MessageCount[]> {
    return this.database.inNetwork(networkId, (tx) => sql.countLoggedMessages(tx, networkId, from, sourceId ?? null));
  }

  /** A message; the audit records whose message was read. Undefined: the network has no such message. */
  find(networkId: string, id: string, author: Author): Promise<ReadMessage | undefined> {
    return this.database.inNetwork(networkId, async (tx) => {
      const found = await sql.findLoggedMessage(tx, networkId, id);
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
