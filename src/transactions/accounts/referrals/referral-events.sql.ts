import type { Tx } from '../../../platform/database/database';
import { inIndexOrder } from '../../../platform/database/index-order';

const SUBSCRIBER = 'referrals';

const LAST_ID = 'ffffffff-ffff-ffff-ffff-ffffffffffff';

interface EventPosition {
  readonly epoch: number;
  readonly xid: number;
  readonly id: string;
}

export interface SoldEvent extends EventPosition {
  readonly type: string;
  readonly guestId: string | null;
}

/** Locks the place in the event log; false while another process is at it. */
export async function lockCursor(tx: Tx, networkId: string): Promise<boolean> {
  await tx.query('INSERT INTO event_cursors (network_id, subscriber) VALUES ($1, $2) ON CONFLICT DO NOTHING', [
    networkId,
    SUBSCRIBER,
  ]);
  const row = await tx.maybe(
    'SELECT 1 FROM event_cursors WHERE network_id = $1 AND subscriber = $2 FOR UPDATE SKIP LOCKED',
    [networkId, SUBSCRIBER],
  );
  return row !== undefined;
}

/**
 * Whether the network has guests whom others brought. Without one its events tell the job nothing, and the place moves past
 * all that are visible: who is brought stands in the database before that guest buys.
 */
export async function hasReferrals(tx: Tx, networkId: string): Promise<boolean> {
  const { has } = await tx.one<{ has: boolean }>(
    `WITH known AS MATERIALIZED (SELECT EXISTS (SELECT FROM referrals r WHERE r.network_id = $1 AND r.refusal IS NULL) AS has),
     passed AS (
       UPDATE event_cursors c
          SET epoch = (SELECT epoch_of($1)), xid = pg_snapshot_xmin(pg_current_snapshot())::text::bigint - 1, id = $3,
              moved_at = ledger_now()
        WHERE c.network_id = $1 AND c.subscriber = $2 AND NOT (SELECT has FROM known)
          AND EXISTS (SELECT FROM events e WHERE e.network_id = $1 AND (e.epoch, e.xid, e.id) > (c.epoch, c.xid, c.id)))
     SELECT has FROM known`,
    [networkId, SUBSCRIBER, LAST_ID],
  );
  return has;
}

/** The next events below the watermark (rule 12). */
export function listNextEvents(tx: Tx, networkId: string, limit: number): Promise<SoldEvent[]> {
  return inIndexOrder(tx, () =>
    tx.query<SoldEvent>(
      `SELECT e.epoch, e.xid, e.id, e.type, e.guest_id AS "guestId"
         FROM event_cursors c
        CROSS JOIN LATERAL (
          SELECT * FROM events e
           WHERE e.network_id = $1 AND (e.epoch, e.xid, e.id) > (c.epoch, c.xid, c.id)
             AND (e.epoch < (SELECT epoch_of($1)) OR e.xid < (SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint))
           ORDER BY e.epoch, e.xid, e.id LIMIT $3) e
        WHERE c.network_id = $1 AND c.subscriber = $2
        ORDER BY e.epoch, e.xid, e.id`,
      [networkId, SUBSCRIBER, limit],
    ),
  );
}

export async function moveCursor(tx: Tx, networkId: string, { epoch, xid, id }: EventPosition): Promise<void> {
  await tx.query(
    `UPDATE event_cursors SET epoch = $3, xid = $4, id = $5, moved_at = ledger_now() WHERE network_id = $1 AND subscriber = $2`,
    [networkId, SUBSCRIBER, epoch, xid, id],
  );
}
