import type { NamedStatement, Statements, Tx } from '../../platform/database/database';
import type { LogEvent, AnyFollower, LogPlace } from './log-follower';

/** The next events after a place, up to another. Those that are not settled may still get others before them. */
export const LOG_PAGE: NamedStatement = {
  name: 'log_page',
  text: `SELECT epoch, xid, id, type, subject_id AS "subjectId", guest_id AS "guestId", guest_version AS "guestVersion",
      is_settled AS "isSettled" FROM log_page($1, $2, $3, $4, $5, $6, $7, $8)`,
};

export interface LogRow extends LogEvent {
  readonly isSettled: boolean;
}

export const LOG_BEGIN: LogPlace = { epoch: 0, xid: 0, id: '00000000-0000-0000-0000-000000000000' };
export const LOG_END: LogPlace = {
  epoch: 2_147_483_647,
  xid: Number.MAX_SAFE_INTEGER,
  id: 'ffffffff-ffff-ffff-ffff-ffffffffffff',
};

export interface Cursor extends LogPlace {
  readonly subscriber: string;
}

export function listCursors(tx: Statements, networkId: string, subscribers: readonly string[]): Promise<Cursor[]> {
  return tx.query<Cursor>(
    'SELECT subscriber, epoch, xid, id FROM event_cursors WHERE network_id = $1 AND subscriber = ANY ($2::text[])',
    [networkId, subscribers],
  );
}

export interface LockedCursor {
  readonly subscriber: string;
  /** Whether the `condition` of the follower holds in the network. */
  readonly hasWork: boolean;
}

/** Locks the cursors of followers that stand at a place; cursors that another transaction moves are left out. */
export async function lockCursors(
  tx: Tx,
  networkId: string,
  followers: readonly Pick<AnyFollower, 'subscriber' | 'condition'>[],
  { epoch, xid, id }: LogPlace,
): Promise<LockedCursor[]> {
  const subscribers = followers.map(({ subscriber }) => subscriber);
  if (epoch === LOG_BEGIN.epoch)
    await tx.query(
      'INSERT INTO event_cursors (network_id, subscriber) SELECT $1, unnest($2::text[]) ON CONFLICT DO NOTHING',
      [networkId, subscribers],
    );
  const withoutWork = followers.flatMap(({ subscriber, condition }) =>
    condition === undefined ? [] : [`(subscriber = '${subscriber}' AND NOT (${condition}))`],
  );
  return tx.query<LockedCursor>(
    `SELECT subscriber, NOT (${['false', ...withoutWork].join(' OR ')}) AS "hasWork" FROM event_cursors
      WHERE network_id = $1 AND subscriber = ANY ($2::text[]) AND (epoch, xid, id) = ($3::integer, $4::bigint, $5::uuid)
      ORDER BY subscriber FOR UPDATE SKIP LOCKED`,
    [networkId, subscribers, epoch, xid, id],
  );
}

export async function moveCursors(
  tx: Tx,
  networkId: string,
  subscribers: readonly string[],
  { epoch, xid, id }: LogPlace,
): Promise<void> {
  await tx.query(
    `UPDATE event_cursors SET epoch = $3, xid = $4, id = $5, moved_at = ledger_now()
      WHERE network_id = $1 AND subscriber = ANY ($2::text[])`,
    [networkId, subscribers, epoch, xid, id],
  );
}
