import { Injectable } from '@nestjs/common';
import { Snapshots } from '../../../configuration';
import { isoDateOf } from '../../../platform/clock/calendar';
import { Database } from '../../../platform/database/database';
import { pageFrom } from '../../../platform/http/cursor';
import type { UnreadWarningsAnswer } from './till-warning.dto';
import { countWarnings, listUnread } from './warnings.sql';
import { calendarOfNetwork } from '../../ledger/act/network-calendar';

export const UNREAD = 'unread-warnings';

/** Warnings that were sent and not read, for managers. */
@Injectable()
export class UnreadWarnings {
  constructor(
    private readonly database: Database,
    private readonly snapshots: Snapshots,
  ) {}

  async list(networkId: string, before: string | null, limit: number): Promise<UnreadWarningsAnswer> {
    const calendar = calendarOfNetwork(await this.snapshots.current(networkId));
    const [channels, rows] = await this.database.inNetwork(networkId, async (tx) => [
      await countWarnings(tx, networkId),
      await listUnread(tx, networkId, before, limit + 1),
    ]);
    const { items, nextCursor } = pageFrom(UNREAD, rows, limit, (row) => row.messageId);
    return {
      channels,
      items: items.map(({ endsAt, sentAt, ...row }) => ({
        ...row,
        lastDay: isoDateOf(calendar.localDay(endsAt) - 1),
        sentAt: sentAt.toISOString(),
      })),
      nextCursor,
    };
  }
}
