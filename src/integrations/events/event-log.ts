import { Injectable } from '@nestjs/common';
import type { Tx, Statements } from '../../platform/database/database';
import { ProblemError } from '../../platform/problems/problem';
import { timeOfId } from '../../platform/ids/ids';
import { type EventPosition, isBefore, LOG_BEGIN, textOfPosition, endOf } from './event-position.rules';
import {
  type CalledData,
  EVENT_VERSION,
  type GuestData,
  isEventType,
  type NetworkEvent,
  type TransactionData,
} from './event-types';
import { inIndexOrder } from '../../platform/database/index-order';
import { type Sql, sql } from '../../platform/database/sql';

interface LoggedEvent extends EventPosition {
  readonly type: string;
  readonly subjectId: string;
  readonly guestId: string | null;
  readonly guestVersion: number | null;
}

/** Selects events before which no running transaction can still write (ledger.md, rule 12). */
const belowWatermark = (networkId: string): Sql =>
  sql`(e.epoch < (SELECT epoch_of(${networkId})) OR e.xid < (SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint))`;

/** The mark up to which the log of a network is no longer kept. */
interface EventMark extends EventPosition {
  /** Events from this moment on are kept. */
  readonly keptFrom: Date;
}

interface JournalFacts {
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

interface CalledFacts {
  readonly id: string;
  readonly automationId: string;
  readonly runId: string;
  readonly step: string;
  readonly topic: string;
}

interface FeedbackFacts {
  readonly saleId: string;
  readonly restaurantId: string | null;
  readonly score: number | null;
}

interface GuestFacts {
  readonly id: string;
  readonly restaurantId: string | null;
  readonly source: string;
  readonly registeredAt: Date;
}

/** An event with its position, and its guest, by which deliveries are ordered. */
interface ReadEvent {
  readonly position: EventPosition;
  readonly guestId: string | null;
  readonly event: NetworkEvent;
}

export interface EventPage {
  readonly events: readonly ReadEvent[];
  /** The position of the last event that was checked, whether it matched or not. */
  readonly position: EventPosition;
  /** Whether the page was full, so that more may follow at once. */
  readonly isFull: boolean;
}

/** A page for a reader of this installation itself, who skips events that are no longer kept. */
interface OnwardPage extends EventPage {
  /** Events before this moment were skipped, because they are no longer kept; null: none were. */
  readonly skippedBefore: Date | null;
}

/**
 * The event log of a network for readers: events by position, with their content. Events before the mark (the `events` days of `RETENTION_DAYS`) are never returned: some of
 * their rows stay in the journal, others are deleted. The mark is set before events are deleted, so it is checked after they were read.
 */
@Injectable()
export class EventLog {
  /**
   * The next matching events after a position; checks at most `limit` events.
   * @param after undefined: from the first event that is kept
   * @param fits whether the reader wants a type of event
   * @throws ProblemError `events_not_kept`
   */
  async read(
    tx: Tx,
    networkId: string,
    after: EventPosition | undefined,
    fits: (type: string) => boolean,
    limit: number,
  ): Promise<EventPage> {
    const from = after ?? (await findMark(tx, networkId)) ?? LOG_BEGIN;
    const page = await this.readAfter(tx, networkId, from, fits, limit);
    const mark = await this.findMarkAhead(tx, networkId, from);
    if (mark === undefined) return page;
    if (after !== undefined) throw notKept(mark);
    return this.read(tx, networkId, undefined, fits, limit);
  }

  /** Like `read`, for a reader who then goes on with the first event that is kept. */
  async readOnward(
    tx: Tx,
    networkId: string,
    after: EventPosition,
    fits: (type: string) => boolean,
    limit: number,
  ): Promise<OnwardPage> {
    const page = await this.readAfter(tx, networkId, after, fits, limit);
    const mark = await this.findMarkAhead(tx, networkId, after);
    if (mark === undefined) return { ...page, skippedBefore: null };
    const onward = await this.readOnward(tx, networkId, mark, fits, limit);
    return { ...onward, skippedBefore: onward.skippedBefore ?? mark.keptFrom };
  }

  /** @throws ProblemError `events_not_kept` */
  async requireKept(tx: Tx, networkId: string, after: EventPosition): Promise<void> {
    requireKept(after, await findMark(tx, networkId));
  }

  /** The position from which a reader has to go on, because the events after its own are no longer kept; undefined: its own position. */
  async findMarkAhead(tx: Tx, networkId: string, after: EventPosition): Promise<EventMark | undefined> {
    const mark = await findMark(tx, networkId);
    return mark !== undefined && isBefore(after, mark) ? mark : undefined;
  }

  /** The position after all events that can be read now. */
  end(tx: Tx, networkId: string): Promise<EventPosition> {
    return getLogEnd(tx, networkId);
  }

  /**
   * The position before the first event with an id from this one on; if there is none, the end of the log.
   * @throws ProblemError `events_not_kept` for a moment before the first event that is kept
   */
  async before(tx: Tx, networkId: string, firstId: string): Promise<EventPosition> {
    const mark = await findMark(tx, networkId);
    if (mark !== undefined && timeOfId(firstId) < mark.keptFrom) throw notKept(mark);
    const position = (await findPositionBefore(tx, networkId, firstId)) ?? (await this.end(tx, networkId));
    // The transaction of the mark may also have written the next event.
    return mark !== undefined && isBefore(position, mark) ? mark : position;
  }

  private async readAfter(
    tx: Tx,
    networkId: string,
    after: EventPosition,
    fits: (type: string) => boolean,
    limit: number,
  ): Promise<EventPage> {
    const rows = await listEventsAfter(tx, networkId, after, limit);
    const wanted = rows.filter(({ type }) => isEventType(type) && fits(type));
    const position = rows.at(-1) ?? after;
    return {
      events: await this.fill(tx, networkId, wanted),
      position: { epoch: position.epoch, xid: position.xid, id: position.id },
      isFull: rows.length === limit,
    };
  }

  private async fill(tx: Tx, networkId: string, rows: readonly LoggedEvent[]): Promise<ReadEvent[]> {
    const transactionIds = rows.filter(isOfJournal).map(({ subjectId }) => subjectId);
    const guestIds = rows.filter(({ type }) => type === 'guest.registered').map(({ subjectId }) => subjectId);
    const transactions = transactionIds.length === 0 ? [] : await listJournalFacts(tx, networkId, transactionIds);
    const guests = guestIds.length === 0 ? [] : await listGuestFacts(tx, networkId, guestIds);
    const calledIds = rows.filter(({ type }) => type === CALLED).map(({ subjectId }) => subjectId);
    const calls = calledIds.length === 0 ? [] : await listCalledFacts(tx, networkId, calledIds);
    const called = new Map(calls.map((row) => [row.id, row]));
    const saleIds = rows.filter(({ type }) => type === 'feedback.answered').map(({ subjectId }) => subjectId);
    const answers = saleIds.length === 0 ? [] : await listFeedbackFacts(tx, networkId, saleIds);
    const answered = new Map(answers.map((row) => [row.saleId, row]));
    const journal = new Map(transactions.map((row) => [row.id, row]));
    const registered = new Map(guests.map((row) => [row.id, row]));
    return rows.map((row) => ({
      position: { epoch: row.epoch, xid: row.xid, id: row.id },
      guestId: row.guestId,
      event: {
        id: row.id,
        type: row.type,
        version: EVENT_VERSION,
        timestamp: timeOfId(row.id).toISOString(),
        position: textOfPosition(row),
        sequence: row.guestVersion,
        data: dataOf(row, {
          transaction: journal.get(row.subjectId),
          guest: registered.get(row.subjectId),
          call: called.get(row.subjectId),
          answer: answered.get(row.subjectId),
        }),
      },
    }));
  }
}

function requireKept(after: EventPosition, mark: EventMark | undefined): void {
  if (mark !== undefined && isBefore(after, mark)) throw notKept(mark);
}

function notKept(mark: EventMark): ProblemError {
  return new ProblemError('events_not_kept', { position: textOfPosition(mark), from: mark.keptFrom.toISOString() });
}

const CALLED = 'automation.called';

function calledData(guestId: string, eventId: string, call: CalledFacts | undefined): CalledData {
  if (call === undefined) throw new Error(`the event ${eventId} has no step of an automation`);
  const { automationId, runId, step, topic } = call;
  return { automationId, runId, step, topic, guestId };
}

function isOfJournal({ type }: LoggedEvent): boolean {
  return type.startsWith('transaction.');
}

/** The row behind an event: which one is set depends on the type of event, and the others are undefined. */
interface FactsOfEvent {
  readonly transaction: JournalFacts | undefined;
  readonly guest: GuestFacts | undefined;
  readonly call: CalledFacts | undefined;
  readonly answer: FeedbackFacts | undefined;
}

function dataOf(row: LoggedEvent, { transaction, guest, call, answer }: FactsOfEvent): NetworkEvent['data'] {
  if (isOfJournal(row)) {
    if (transaction === undefined) throw new Error(`the event ${row.id} has no row in the journal`);
    return transactionData(transaction);
  }
  if (row.type === 'guest.registered') return guestData(row.subjectId, guest, row.id);
  if (row.type === 'sale.seen') return { transactionId: row.subjectId, guestId: row.guestId };
  if (row.guestId === null) throw new Error(`the event ${row.id} has no guest`);
  if (row.type === CALLED) return calledData(row.guestId, row.id, call);
  if (row.type === 'feedback.answered') {
    const { restaurantId = null, score = null } = answer ?? {};
    return { saleId: row.subjectId, guestId: row.guestId, restaurantId, score };
  }
  return { segmentId: row.subjectId, guestId: row.guestId };
}

function transactionData(row: JournalFacts): TransactionData {
  const { id, available, pending, held, inReview, occurredAt, recordedAt, ...rest } = row;
  return {
    transactionId: id,
    ...rest,
    occurredAt: occurredAt.toISOString(),
    recordedAt: recordedAt.toISOString(),
    balance: { available, pending, held, inReview },
  };
}

function guestData(guestId: string, guest: GuestFacts | undefined, eventId: string): GuestData {
  return {
    guestId,
    restaurantId: guest?.restaurantId ?? null,
    source: guest?.source ?? null,
    registeredAt: (guest?.registeredAt ?? timeOfId(eventId)).toISOString(),
  };
}

/** The next events of a network after a position, at most `limit`. */
function listEventsAfter(
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
async function getLogEnd(tx: Tx, networkId: string): Promise<EventPosition> {
  const { epoch, xid } = await tx.one<{ epoch: number; xid: number }>`
    SELECT epoch_of(${networkId}) AS "epoch!", pg_snapshot_xmin(pg_current_snapshot())::text::bigint - 1 AS "xid!"`;
  return endOf(epoch, xid);
}

/** The position before the first event with an id from `firstId` on, whose ids are ordered by time; undefined: there is none. */
async function findPositionBefore(tx: Tx, networkId: string, firstId: string): Promise<EventPosition | undefined> {
  const first = await tx.maybe<{ epoch: number; xid: number }>`
    SELECT e.epoch, e.xid FROM events e WHERE e.network_id = ${networkId} AND e.id >= ${firstId}
     ORDER BY e.epoch, e.xid, e.id LIMIT 1`;
  return first && endOf(first.epoch, first.xid - 1);
}

/** The network's mark; undefined while its whole log is kept. */
function findMark(tx: Pick<Statements, 'maybe'>, networkId: string) {
  return tx.maybe<EventMark>`
    SELECT epoch, xid, event_id AS id, kept_from FROM event_marks WHERE network_id = ${networkId}`;
}

/** Facts of journal rows by id, one for each id at most. */
function listJournalFacts(tx: Tx, networkId: string, ids: readonly string[]) {
  return tx.query<JournalFacts>`SELECT id, guest_id, restaurant_id, point_of_sale_id, channel,
       related_id, receipt_number, business_date,
       occurred_at, recorded_at, amount, discount, payable,
       points_redeemed, points_earned, available, pending, held,
       in_review, tier_before, tier
      FROM transactions WHERE network_id = ${networkId} AND id = ANY(${ids}::uuid[])`;
}

/** The completed automation steps with these ids that called a webhook. */
function listCalledFacts(tx: Tx, networkId: string, ids: readonly string[]) {
  return tx.query<CalledFacts>`SELECT s.id, s.automation_id, s.run_id, s.step,
       coalesce((SELECT d ->> 'topic' FROM json_array_elements(v.document -> 'steps') d WHERE d ->> 'name' = s.step), '') AS topic
       FROM automation_run_steps s JOIN automation_versions v
         ON v.network_id = s.network_id AND v.automation_id = s.automation_id AND v.version = s.version
      WHERE s.network_id = ${networkId} AND s.kind = 'WEBHOOK' AND s.id = ANY(${ids}::uuid[])`;
}

/** Guests' answers about these sales, at most one for each sale. */
function listFeedbackFacts(tx: Tx, networkId: string, ids: readonly string[]) {
  return tx.query<FeedbackFacts>`SELECT sale_id, restaurant_id, score
      FROM feedback_requests WHERE network_id = ${networkId} AND sale_id = ANY(${ids}::uuid[])`;
}

/** Guests by id, one for each id at most. */
function listGuestFacts(tx: Tx, networkId: string, ids: readonly string[]) {
  return tx.query<GuestFacts>`SELECT id, restaurant_id, source, created_at AS registered_at
      FROM guests WHERE network_id = ${networkId} AND id = ANY(${ids}::uuid[])`;
}
