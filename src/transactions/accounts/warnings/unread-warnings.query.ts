import { Injectable } from '@nestjs/common';
import { Snapshots } from '../../../configuration';
import { isoDateOf } from '../../../platform/clock/calendar';
import { Database, type Tx } from '../../../platform/database/database';
import { type Sql, sql, when } from '../../../platform/database/sql';
import { pageFrom } from '../../../platform/http/cursor';
import type { UnreadWarningsAnswer } from './till-warning.dto';
import { calendarOfNetwork } from '../../ledger/act/network-calendar';

interface WarningChannel {
  readonly channel: string;
  readonly sent: number;
  readonly opened: number;
  readonly told: number;
  readonly unread: number;
}

/** Messages that warn of points which have not ended yet. `opened`: the message reached the guest. `told`: a till told the guest of all these points. */
const liveWarnings = (networkId: string): Sql => sql`
  SELECT w.message_id, min(w.guest_id::text)::uuid AS guest_id, min(w.ends_at) AS ends_at, m.channel, m.created_at,
    m.status = 'DELIVERED' OR m.receipt IS NOT NULL OR m.opened_at IS NOT NULL AS opened, bool_and(w.told_way IS NOT NULL) AS told
  FROM expiry_warnings w JOIN messages m ON m.network_id = w.network_id AND m.id = w.message_id
  WHERE w.network_id = ${networkId} AND w.ends_at > ledger_now()
  GROUP BY w.message_id, m.channel, m.created_at, m.status, m.receipt, m.opened_at`;

interface UnreadRow {
  readonly messageId: string;
  readonly guestId: string;
  readonly channel: string;
  readonly points: number;
  readonly endsAt: number;
  readonly sentAt: Date;
}

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

function countWarnings(tx: Tx, networkId: string): Promise<WarningChannel[]> {
  return tx.query<WarningChannel>`
    SELECT channel, count(*) AS sent, count(*) FILTER (WHERE opened) AS opened,
      count(*) FILTER (WHERE told AND NOT opened) AS told, count(*) FILTER (WHERE NOT told AND NOT opened) AS unread
    FROM (${liveWarnings(networkId)}) w GROUP BY channel ORDER BY channel`;
}

/** Warnings that have not reached their guest, newest first. With `before`, only messages older than the message with this id. */
function listUnread(tx: Tx, networkId: string, before: string | null, limit: number): Promise<UnreadRow[]> {
  return tx.query<UnreadRow>`
    SELECT w.message_id, w.guest_id, w.channel, w.created_at AS sent_at,
      date_part('epoch', w.ends_at) * 1000 AS ends_at, coalesce(p.points, 0) AS points
    FROM (SELECT * FROM (${liveWarnings(networkId)}) live
      WHERE NOT opened AND NOT told ${when(before !== null, sql`AND message_id < ${before}`)}
      ORDER BY message_id DESC LIMIT ${limit}) w
    LEFT JOIN LATERAL (
      SELECT sum(l.remaining)::bigint AS points FROM expiry_warnings e
      JOIN lots l ON l.network_id = e.network_id AND l.guest_id = e.guest_id AND l.lot_id = e.lot_id
      WHERE e.network_id = ${networkId} AND e.message_id = w.message_id) p ON true
    ORDER BY w.message_id DESC`;
}
