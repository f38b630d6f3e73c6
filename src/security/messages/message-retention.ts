import { Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock/clock';
import { Database } from '../../platform/database/database';
import { lowestIdAt } from '../../platform/ids/ids';
import { settings } from '../../platform/settings/settings';
import { Pii } from '../personal-data/pii';
import { deleteEndedMessages, emptyMessages } from './message.sql';

const DAY_MS = 86_400_000;
/** A code that comes late can still be explained on the next day. */
const ENDED_KEPT_HOURS = 24;

/** How long messages are kept: those with a code or a link until a day after its end, the text of others `MESSAGE_DAYS`. */
@Injectable()
export class MessageRetention {
  constructor(
    private readonly database: Database,
    private readonly pii: Pii,
    private readonly clock: Clock,
  ) {}

  /** Takes away what is past its time in a network, at most `limit` of each kind; answers whether more may be left. */
  async clean(networkId: string, limit: number): Promise<boolean> {
    const before = lowestIdAt(this.clock.now().getTime() - settings.messageDays * DAY_MS);
    const recipient = this.pii.encrypt(networkId, 'recipient', '');
    const body = this.pii.encrypt(networkId, 'message', '');
    return this.database.inNetwork(networkId, async (tx) => {
      const deleted = await deleteEndedMessages(tx, networkId, ENDED_KEPT_HOURS, limit);
      const emptied = await emptyMessages(tx, networkId, before, { recipient, body }, limit);
      return deleted === limit || emptied === limit;
    });
  }
}
