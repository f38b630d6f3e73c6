import { Inject } from '@nestjs/common';
import { Snapshots } from '../../configuration';
import { GUEST_SUMMARIES, type GuestSummaries } from '../../identity';
import { calendarOf } from '../../platform/clock/calendar';
import { Clock } from '../../platform/clock/clock';
import type { Tx } from '../../platform/database/database';
import { inIndexOrder } from '../../platform/database/index-order';
import {
  lockFreeGuests,
  mayTouchGuests,
  Job,
  NetworkJob,
  type PieceOptions,
  type PieceOutcome,
  rowsOf,
} from '../../transactions';
import { RfmBoundaries } from './rfm-boundaries';
import { type Evaluation, SegmentEvaluation } from './segment-evaluation';
import { BEFORE_ALL, listNextGuests, SEGMENTS_JOB } from './segment-pass.sql';

/** How far the evaluation of a network's guests has come. */
interface SegmentPass {
  /** The business day on which the evaluation began. */
  readonly day: number;
  readonly afterGuest: string;
  readonly isDone: boolean;
}

/** The cursor of the follower that keeps the guests' last visits, which rules of segments read. */
const SUMMARIES = 'guest-summaries';

const SUBSCRIBER = 'segments';

/** More would starve the till (ledger.md, rule 11). */
const MAX_GUESTS = 200;

/**
 * Keeps who is in which segment. Every guest is looked at on each business day, by which time alone changes something,
 * and when a rule was changed; in between the guests of events. A piece locks its guests, passing over those at a
 * till, and says in the same transaction how far it came: killed anywhere and run twice it ends the same.
 */
@Job(SEGMENTS_JOB, { everyMs: 5_000, signs: ['due'], isHourly: true, failure: 'evaluating segments failed' })
export class SegmentsJob extends NetworkJob {
  constructor(
    private readonly snapshots: Snapshots,
    private readonly evaluation: SegmentEvaluation,
    private readonly boundaries: RfmBoundaries,
    @Inject(GUEST_SUMMARIES) private readonly summaries: GuestSummaries,
    private readonly clock: Clock,
  ) {
    super();
  }

  /** Looks at the next guests, at most 200 in one transaction. */
  override async doNext(networkId: string, options: PieceOptions = {}): Promise<PieceOutcome> {
    const maxGuests = rowsOf(options.maxGuests ?? MAX_GUESTS, options);
    const snapshot = await this.snapshots.current(networkId);
    // Rules ask the summaries for last visits, so events are followed only as far as the summaries have.
    await this.summaries.catchUp(networkId);
    const piece = await this.database.inNetwork(networkId, async (tx) => {
      // Locks the pass of the network. Undefined: another process has locked the pass, or the network has no segments.
      const known = await tx.maybe<SegmentPass>`
        SELECT day, after_guest, is_done FROM segment_passes WHERE network_id = ${networkId}
         FOR UPDATE SKIP LOCKED`;
      if (known === undefined) return 'idle';
      if (!(await mayTouchGuests(tx, networkId))) return 'done';
      const { timeZone, settings } = snapshot.profile;
      const today = calendarOf(timeZone, settings.dayStart).businessDay(this.clock.now().getTime());
      const isFollowing = known.isDone && known.day >= today;
      // The day's limits of RFM come before the day's pass, which scores every guest by them.
      if (!isFollowing && (await this.boundaries.areDue(tx, snapshot))) return 'needs limits';
      const evaluation = await this.evaluation.prepare(tx, snapshot);
      if (isFollowing) return this.followEvents(tx, networkId, evaluation, maxGuests);
      // A pass that is still running when the day changes finishes first; the new day's pass follows.
      const begins = known.isDone || known.afterGuest === BEFORE_ALL;
      const pass = begins ? { day: today, afterGuest: BEFORE_ALL, isDone: false } : known;
      return this.goOn(tx, networkId, pass, evaluation, maxGuests);
    });
    if (piece !== 'needs limits') return piece;
    await this.boundaries.renew(networkId);
    return this.doNext(networkId, options);
  }

  private async goOn(
    tx: Tx,
    networkId: string,
    pass: SegmentPass,
    evaluation: Evaluation,
    maxGuests: number,
  ): Promise<PieceOutcome> {
    // A pass evaluates guests with every event that the summaries had read when the pass began, so the cursor starts at their position. The summaries
    // read only below the watermark (rule 12), so an event that is not visible yet comes after this position.
    if (pass.afterGuest === BEFORE_ALL)
      await tx.query`INSERT INTO event_cursors (network_id, subscriber, epoch, xid, id)
          SELECT network_id, ${SUBSCRIBER}, epoch, xid, id FROM event_cursors WHERE network_id = ${networkId} AND subscriber = ${SUMMARIES}
          ON CONFLICT (network_id, subscriber) DO UPDATE
            SET epoch = excluded.epoch, xid = excluded.xid, id = excluded.id, moved_at = now()`;
    const next = await listNextGuests(tx, networkId, pass.afterGuest, maxGuests);
    const locked = await lockFreeGuests(tx, networkId, next);
    await this.evaluation.evaluateLocked(tx, networkId, locked, evaluation);
    // Up to the first that somebody else is at: who is passed over is met by the next piece.
    const firstMissed = next.findIndex((guestId) => !locked.includes(guestId));
    const reached = firstMissed === -1 ? next : next.slice(0, firstMissed);
    const isDone = firstMissed === -1 && next.length < maxGuests;
    await tx.query`
      UPDATE segment_passes SET day = ${pass.day}, after_guest = ${reached.at(-1) ?? pass.afterGuest}, is_done = ${isDone}
       WHERE network_id = ${networkId}`;
    return reached.length > 0 && !isDone ? 'more' : 'done';
  }

  private async followEvents(
    tx: Tx,
    networkId: string,
    evaluation: Evaluation,
    maxGuests: number,
  ): Promise<PieceOutcome> {
    const events = await listNextEvents(tx, networkId, maxGuests);
    const last = events.at(-1);
    if (last === undefined) return 'idle';
    const guestIds = [...new Set(events.flatMap(({ guestId }) => (guestId === null ? [] : [guestId])))].sort();
    const locked = await lockFreeGuests(tx, networkId, guestIds);
    await this.evaluation.evaluateLocked(tx, networkId, locked, evaluation);
    // A guest locked by a till now is tried again with the same events.
    if (locked.length < guestIds.length) return 'done';
    await tx.query`
      UPDATE event_cursors SET epoch = ${last.epoch}, xid = ${last.xid}, id = ${last.id}, moved_at = now() WHERE network_id = ${networkId}
       AND subscriber = ${SUBSCRIBER}`;
    return events.length === maxGuests ? 'more' : 'done';
  }
}

/**
 * Lists the next events that the summaries have read, each with its guest. An event of a segment has null in place of its guest, because entering or
 * leaving a segment changes no other segment.
 */
export function listNextEvents(tx: Tx, networkId: string, limit: number) {
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
