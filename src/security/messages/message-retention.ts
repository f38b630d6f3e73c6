import { Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock/clock';
import type { Tx } from '../../platform/database/database';
import { lowestIdAt } from '../../platform/ids/ids';
import type { DeletedRows } from '../../platform/outbox/pieces.sql';
import { settings } from '../../platform/settings/settings';
import { Pii } from '../personal-data/pii';
import { deleteEndedMessages, emptyMessages } from './message.sql';

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
    return deleteEndedMessages(tx, networkId, settings.retentionDays.CODES, limit);
  }

  /** Deletes recipient and text of other messages past their time, at most `limit`. */
  empty(tx: Tx, networkId: string, limit: number): Promise<DeletedRows> {
    const before = lowestIdAt(this.clock.now().getTime() - settings.retentionDays.MESSAGES * DAY_MS);
    const recipient = this.pii.encrypt(networkId, 'recipient', '');
    const body = this.pii.encrypt(networkId, 'message', '');
    return emptyMessages(tx, networkId, before, { recipient, body }, limit);
  }
}
