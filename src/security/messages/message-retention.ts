import { Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock/clock';
import type { Tx } from '../../platform/database/database';
import { lowestIdAt } from '../../platform/ids/ids';
import { type DeletedRows, deletePiece, goneOf } from '../../platform/outbox/pieces.sql';
import { settings } from '../../platform/settings/settings';
import { Pii } from '../personal-data/pii';

const DAY_MS = 86_400_000;

/** Deletes old messages: those with a code or link the `codes` days of `RETENTION_DAYS` after its end, the text of others after the `messages` days of `RETENTION_DAYS`. */
@Injectable()
export class MessageRetention {
  constructor(
    private readonly pii: Pii,
    private readonly clock: Clock,
  ) {}

  /** Deletes messages with a code or link that are past their time, at most `limit`. */
  deleteEnded(tx: Tx, networkId: string, limit: number): Promise<DeletedRows> {
    const rows = 'secret AND expires_at < now() - make_interval(hours => $3 * 24)';
    return deletePiece(tx, networkId, { table: 'messages', rows, values: [settings.retentionDays.CODES], limit });
  }

  /** Deletes recipient and text of other messages past their time, at most `limit`. */
  empty(tx: Tx, networkId: string, limit: number): Promise<DeletedRows> {
    const before = lowestIdAt(this.clock.now().getTime() - settings.retentionDays.MESSAGES * DAY_MS);
    const recipient = this.pii.encrypt(networkId, 'recipient', '');
    const body = this.pii.encrypt(networkId, 'message', '');
    return emptyMessages(tx, networkId, before, { recipient, body }, limit);
  }
}

/** Deletes recipient and text of messages before this id, unless they wait to be sent. Outcome and time stay. */
async function emptyMessages(
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
