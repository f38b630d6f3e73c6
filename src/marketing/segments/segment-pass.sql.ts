import type { Tx } from '../../platform/database/database';
import { inIndexOrder } from '../../platform/database/index-order';
import { requestJob } from '../../platform/queue/request-job.sql';
import type { LogPlace } from '../../transactions';

export const BEFORE_ALL = '00000000-0000-0000-0000-000000000000';
const SUBSCRIBER = 'segments';
/** Keeps the last visits that rules ask for. */
const SUMMARIES = 'guest-summaries';

/** How far the evaluation of a network's guests has come. */
export interface SegmentPass {
  /** The business day on which it began. */
  readonly day: number;
  readonly afterGuest: string;
  readonly isDone: boolean;
}

/** The pass of a network, locked; undefined while another process is at it, or without segments. */
export function lockPass(tx: Tx, networkId: string) {
  return tx.maybe<SegmentPass>`SELECT day, after_guest, is_done FROM segment_passes WHERE network_id = ${networkId}
      FOR UPDATE SKIP LOCKED`;
}

/** The job that evaluates segments. */
export const SEGMENTS_JOB = 'segments';

/** Starts the pass again from the first guest, after waiting for a piece of the pass that runs now. */
export async function beginPassAnew(tx: Tx, networkId: string): Promise<void> {
  await tx.query`INSERT INTO segment_passes (network_id, is_done) VALUES (${networkId}, false)
      ON CONFLICT (network_id) DO UPDATE SET after_guest = ${BEFORE_ALL}, is_done = false`;
  await requestJob(tx, SEGMENTS_JOB, networkId);
}

export async function movePass(tx: Tx, networkId: string, pass: SegmentPass): Promise<void> {
  await tx.query`
    UPDATE segment_passes SET day = ${pass.day}, after_guest = ${pass.afterGuest}, is_done = ${pass.isDone}
     WHERE network_id = ${networkId}`;
}

/** Whether guests of the network are still to be evaluated. */
export async function isPassing(tx: Tx, networkId: string): Promise<boolean> {
  const pass = await tx.maybe<{ isDone: boolean }>`SELECT is_done FROM segment_passes WHERE network_id = ${networkId}`;
  return pass !== undefined && !pass.isDone;
}

export async function listNextGuests(tx: Tx, networkId: string, afterGuest: string, limit: number): Promise<string[]> {
  const rows = await tx.query<{ guestId: string }>`
    SELECT guest_id FROM guest_states WHERE network_id = ${networkId} AND guest_id > ${afterGuest} ORDER BY guest_id
     LIMIT ${limit}`;
  return rows.map((row) => row.guestId);
}

/**
 * A pass that begins now sees all that the summaries have of the event log. The summaries read only below the watermark
 * (rule 12), so what is not visible yet comes after this position.
 */
export async function skipToSummaries(tx: Tx, networkId: string): Promise<void> {
  await tx.query`INSERT INTO event_cursors (network_id, subscriber, epoch, xid, id)
      SELECT network_id, ${SUBSCRIBER}, epoch, xid, id FROM event_cursors WHERE network_id = ${networkId} AND subscriber = ${SUMMARIES}
      ON CONFLICT (network_id, subscriber) DO UPDATE
        SET epoch = excluded.epoch, xid = excluded.xid, id = excluded.id, moved_at = now()`;
}

/** The next events that the summaries have, with the guests that they tell of; those of segments change no other. */
export function listNextEvents(
  tx: Tx,
  networkId: string,
  limit: number,
): Promise<(LogPlace & { readonly guestId: string | null })[]> {
  return inIndexOrder(
    tx,
    () =>
      tx.query<{ epoch: number; xid: number; id: string; guestId: string | null }>`
        SELECT e.epoch, e.xid, e.id, CASE WHEN e.type NOT LIKE 'segment.%' THEN e.guest_id END AS guest_id
          FROM event_cursors c
          JOIN event_cursors u ON u.network_id = ${networkId} AND u.subscriber = ${SUMMARIES}
          CROSS JOIN LATERAL (
            SELECT * FROM events e
             WHERE e.network_id = ${networkId} AND (e.epoch, e.xid, e.id) > (c.epoch, c.xid, c.id)
               AND (e.epoch, e.xid, e.id) <= (u.epoch, u.xid, u.id)
             ORDER BY e.epoch, e.xid, e.id LIMIT ${limit}) e
         WHERE c.network_id = ${networkId} AND c.subscriber = ${SUBSCRIBER}
         ORDER BY e.epoch, e.xid, e.id`,
  );
}

export async function moveCursor(tx: Tx, networkId: string, { epoch, xid, id }: LogPlace): Promise<void> {
  await tx.query`
    UPDATE event_cursors SET epoch = ${epoch}, xid = ${xid}, id = ${id}, moved_at = now() WHERE network_id = ${networkId}
     AND subscriber = ${SUBSCRIBER}`;
}
