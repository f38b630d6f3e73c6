import type { Statements, Tx } from '../../platform/database/database';
import { sql, type Sql } from '../../platform/database/sql';
import { inIndexOrder } from '../../platform/database/index-order';
import { endOf, type EventPosition } from './event-position.rules';

export interface LoggedEvent extends EventPosition {
  readonly type: string;
  readonly subjectId: string;
  readonly guestId: string | null;
  readonly guestVersion: number | null;
}

/** Selects events before which no running transaction can still write (ledger.md, rule 12). */
const belowWatermark = (networkId: string): Sql =>
  sql`(e.epoch < (SELECT epoch_of(${networkId})) OR e.xid < (SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint))`;

/** The next events of a network after a position, at most `limit`. */
export function listEventsAfter(
  tx: Tx,
  networkId: string,
  { epoch, xid, id }: EventPosition,
  limit: number,
): Promise<LoggedEvent[]> {
  return inIndexOrder(
    tx,
    () =>
      tx.query<LoggedEvent>`SELECT e.epoch, e.xid, e.id, e.type, e.subject_id, e.guest_id, e.guest_version
           FROM events e
          WHERE e.network_id = ${networkId} AND (e.epoch, e.xid, e.id) > (${epoch}::integer, ${xid}::bigint, ${id}::uuid)
            AND ${belowWatermark(networkId)}
          ORDER BY e.epoch, e.xid, e.id LIMIT ${limit}`,
  );
}

/** The position after all events that can be read now. */
export async function getLogEnd(tx: Tx, networkId: string): Promise<EventPosition> {
  const { epoch, xid } = await tx.one<{ epoch: number; xid: number }>`
    SELECT epoch_of(${networkId}) AS "epoch!", pg_snapshot_xmin(pg_current_snapshot())::text::bigint - 1 AS "xid!"`;
  return endOf(epoch, xid);
}

/** The position before the first event with an id from `firstId` on, whose ids are ordered by time; undefined: there is none. */
export async function findPositionBefore(
  tx: Tx,
  networkId: string,
  firstId: string,
): Promise<EventPosition | undefined> {
  const first = await tx.maybe<{ epoch: number; xid: number }>`
    SELECT e.epoch, e.xid FROM events e WHERE e.network_id = ${networkId} AND e.id >= ${firstId}
     ORDER BY e.epoch, e.xid, e.id LIMIT 1`;
  return first && endOf(first.epoch, first.xid - 1);
}

/** The mark up to which the log of a network is no longer kept. */
export interface EventMark extends EventPosition {
  /** Events from this moment on are kept. */
  readonly keptFrom: Date;
}

/** The network's mark; undefined while its whole log is kept. */
export function findMark(tx: Pick<Statements, 'maybe'>, networkId: string) {
  return tx.maybe<EventMark>`
    SELECT epoch, xid, event_id AS id, kept_from FROM event_marks WHERE network_id = ${networkId}`;
}

export interface JournalFacts {
  readonly id: string;
  readonly guestId: string | null;
  readonly restaurantId: string | null;
  readonly pointOfSaleId: string | null;
  readonly channel: string;
  readonly relatedId: string | null;
  readonly receiptNumber: string | null;
  readonly businessDate: string | null;
  readonly occurredAt: Date;
  readonly recordedAt: Date;
  readonly amount: number;
  readonly discount: number;
  readonly payable: number;
  readonly pointsRedeemed: number;
  readonly pointsEarned: number;
  readonly available: number;
  readonly pending: number;
  readonly held: number;
  readonly inReview: number;
  readonly tierBefore: string | null;
  readonly tier: string | null;
}

/** Facts of journal rows by id, one for each id at most. */
export function listJournalFacts(tx: Tx, networkId: string, ids: readonly string[]) {
  return tx.query<JournalFacts>`SELECT id, guest_id, restaurant_id, point_of_sale_id, channel,
       related_id, receipt_number, business_date,
       occurred_at, recorded_at, amount, discount, payable,
       points_redeemed, points_earned, available, pending, held,
       in_review, tier_before, tier
      FROM transactions WHERE network_id = ${networkId} AND id = ANY(${ids}::uuid[])`;
}

export interface CalledFacts {
  readonly id: string;
  readonly automationId: string;
  readonly runId: string;
  readonly step: string;
  readonly topic: string;
}

/** The completed automation steps with these ids that called a webhook. */
export function listCalledFacts(tx: Tx, networkId: string, ids: readonly string[]) {
  return tx.query<CalledFacts>`SELECT s.id, s.automation_id, s.run_id, s.step,
       coalesce((SELECT d ->> 'topic' FROM json_array_elements(v.document -> 'steps') d WHERE d ->> 'name' = s.step), '') AS topic
       FROM automation_run_steps s JOIN automation_versions v
         ON v.network_id = s.network_id AND v.automation_id = s.automation_id AND v.version = s.version
      WHERE s.network_id = ${networkId} AND s.kind = 'WEBHOOK' AND s.id = ANY(${ids}::uuid[])`;
}

export interface FeedbackFacts {
  readonly saleId: string;
  readonly restaurantId: string | null;
  readonly score: number | null;
}

/** Guests' answers about these sales, at most one for each sale. */
export function listFeedbackFacts(tx: Tx, networkId: string, ids: readonly string[]) {
  return tx.query<FeedbackFacts>`SELECT sale_id, restaurant_id, score
      FROM feedback_requests WHERE network_id = ${networkId} AND sale_id = ANY(${ids}::uuid[])`;
}

export interface GuestFacts {
  readonly id: string;
  readonly restaurantId: string | null;
  readonly source: string;
  readonly registeredAt: Date;
}

/** Guests by id, one for each id at most. */
export function listGuestFacts(tx: Tx, networkId: string, ids: readonly string[]) {
  return tx.query<GuestFacts>`SELECT id, restaurant_id, source, created_at AS registered_at
      FROM guests WHERE network_id = ${networkId} AND id = ANY(${ids}::uuid[])`;
}
