import { Injectable } from '@nestjs/common';
import type { Tx } from '../../platform/database/database';
import { ProblemError } from '../../platform/problems/problem';
import { timeOfId } from '../../platform/ids/ids';
import { type EventPosition, isBefore, LOG_BEGIN, textOfPosition } from './event-position.rules';
import * as sql from './event-log.sql';
import {
  type CalledData,
  EVENT_VERSION,
  type GuestData,
  isEventType,
  type NetworkEvent,
  type TransactionData,
} from './event-types';

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
    const from = after ?? (await sql.findMark(tx, networkId)) ?? LOG_BEGIN;
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
    requireKept(after, await sql.findMark(tx, networkId));
  }

  /** The position from which a reader has to go on, because the events after its own are no longer kept; undefined: its own position. */
  async findMarkAhead(tx: Tx, networkId: string, after: EventPosition): Promise<sql.EventMark | undefined> {
    const mark = await sql.findMark(tx, networkId);
    return mark !== undefined && isBefore(after, mark) ? mark : undefined;
  }

  /** The position after all events that can be read now. */
  end(tx: Tx, networkId: string): Promise<EventPosition> {
    return sql.getLogEnd(tx, networkId);
  }

  /**
   * The position before the first event with an id from this one on; if there is none, the end of the log.
   * @throws ProblemError `events_not_kept` for a moment before the first event that is kept
   */
  async before(tx: Tx, networkId: string, firstId: string): Promise<EventPosition> {
    const mark = await sql.findMark(tx, networkId);
    if (mark !== undefined && timeOfId(firstId) < mark.keptFrom) throw notKept(mark);
    const position = (await sql.findPositionBefore(tx, networkId, firstId)) ?? (await this.end(tx, networkId));
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
    const rows = await sql.listEventsAfter(tx, networkId, after, limit);
    const wanted = rows.filter(({ type }) => isEventType(type) && fits(type));
    const position = rows.at(-1) ?? after;
    return {
      events: await this.fill(tx, networkId, wanted),
      position: { epoch: position.epoch, xid: position.xid, id: position.id },
      isFull: rows.length === limit,
    };
  }

  private async fill(tx: Tx, networkId: string, rows: readonly sql.LoggedEvent[]): Promise<ReadEvent[]> {
    const transactionIds = rows.filter(isOfJournal).map(({ subjectId }) => subjectId);
    const guestIds = rows.filter(({ type }) => type === 'guest.registered').map(({ subjectId }) => subjectId);
    const transactions = transactionIds.length === 0 ? [] : await sql.listJournalFacts(tx, networkId, transactionIds);
    const guests = guestIds.length === 0 ? [] : await sql.listGuestFacts(tx, networkId, guestIds);
    const calledIds = rows.filter(({ type }) => type === CALLED).map(({ subjectId }) => subjectId);
    const calls = calledIds.length === 0 ? [] : await sql.listCalledFacts(tx, networkId, calledIds);
    const called = new Map(calls.map((row) => [row.id, row]));
    const saleIds = rows.filter(({ type }) => type === 'feedback.answered').map(({ subjectId }) => subjectId);
    const answers = saleIds.length === 0 ? [] : await sql.listFeedbackFacts(tx, networkId, saleIds);
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

function requireKept(after: EventPosition, mark: sql.EventMark | undefined): void {
  if (mark !== undefined && isBefore(after, mark)) throw notKept(mark);
}

function notKept(mark: sql.EventMark): ProblemError {
  return new ProblemError('events_not_kept', { position: textOfPosition(mark), from: mark.keptFrom.toISOString() });
}

const CALLED = 'automation.called';

function calledData(guestId: string, eventId: string, call: sql.CalledFacts | undefined): CalledData {
  if (call === undefined) throw new Error(`the event ${eventId} has no step of an automation`);
  const { automationId, runId, step, topic } = call;
  return { automationId, runId, step, topic, guestId };
}

function isOfJournal({ type }: sql.LoggedEvent): boolean {
  return type.startsWith('transaction.');
}

/** The row behind an event: which one is set depends on the type of event, and the others are undefined. */
interface FactsOfEvent {
  readonly transaction: sql.JournalFacts | undefined;
  readonly guest: sql.GuestFacts | undefined;
  readonly call: sql.CalledFacts | undefined;
  readonly answer: sql.FeedbackFacts | undefined;
}

function dataOf(row: sql.LoggedEvent, { transaction, guest, call, answer }: FactsOfEvent): NetworkEvent['data'] {
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

function transactionData(row: sql.JournalFacts): TransactionData {
  const { id, available, pending, held, inReview, occurredAt, recordedAt, ...rest } = row;
  return {
    transactionId: id,
    ...rest,
    occurredAt: occurredAt.toISOString(),
    recordedAt: recordedAt.toISOString(),
    balance: { available, pending, held, inReview },
  };
}

function guestData(guestId: string, guest: sql.GuestFacts | undefined, eventId: string): GuestData {
  return {
    guestId,
    restaurantId: guest?.restaurantId ?? null,
    source: guest?.source ?? null,
    registeredAt: (guest?.registeredAt ?? timeOfId(eventId)).toISOString(),
  };
}
