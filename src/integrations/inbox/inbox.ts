import { hash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Database, type Tx, type Statements } from '../../platform/database/database';
import { newId } from '../../platform/ids/ids';
import { requestJob } from '../../platform/queue/request-job.sql';
import { Pii } from '../../security';
import type { Connection } from '../connections/connection';
import { EVENTS, type EventRow, COLUMNS, type EventStatus } from './inbox.sql';
import { sql, when } from '../../platform/database/sql';

interface EventInsert {
  readonly id: string;
  readonly connectionId: string;
  readonly kind: string;
  readonly digest: Buffer;
  readonly subject: string | null;
  readonly bodyEncrypted: Buffer;
  readonly bodyBytes: number;
  readonly dueInSeconds: number;
  /** When the event came, if it was kept on the disk until now; null: now. */
  readonly receivedAt: Date | null;
  /** The answer that the till already got, encrypted; null: none. */
  readonly answerEncrypted: Buffer | null;
}

interface FinishedEvent {
  readonly id: string;
  readonly status: Exclude<EventStatus, 'WAITING'>;
  readonly reason: string | null;
  readonly transactionId: string | null;
  /** Null: no answer. An answer that is already stored stays. */
  readonly answerEncrypted: Buffer | null;
}

export const INBOX_JOB = 'inbox';

/** The reason of a waiting event that a manager has tried again without its promo code. */
export const WITHOUT_PROMO_CODE = 'without_promo_code';

/** The largest body of an event: 1 MiB. */
export const MAX_EVENT_BYTES = 1_048_576;

/** An event as it arrived. */
export interface ArrivedEvent {
  /** The subject in the till system's words, such as `StopListUpdate`; at most 100 characters. */
  readonly kind: string;
  /** The till system's id of the event, or another text that is the same when the event is repeated; null: its body. */
  readonly key: string | null;
  /** The order or check that the event concerns, by which the event is found; null: none. */
  readonly subject: string | null;
  readonly body: Buffer;
  /** When the event came, if it was kept on the disk until now; left out: now. */
  readonly receivedAt?: Date;
  /** The answer that the till already got and gets again for a repeated event; left out: none. */
  readonly answer?: string;
}

/** A stored event, for the adapter that works on it. */
export interface InboxEvent extends Omit<EventRow, 'bodyEncrypted' | 'answerEncrypted'> {
  readonly networkId: string;
  readonly body: Buffer;
  /** The answer that the till got; null: nothing that is repeated. */
  readonly answer: string | null;
  /** How often the job tried it, including this time. */
  readonly attempts: number;
  /** The version that was read: `finishUnchanged` and `reopen` fail once the event has another one. */
  readonly version: string;
}

/** The outcome of an event. A reason is a code for which the page has words. */
export type EventResult =
  | {
      readonly status: 'DONE';
      readonly transactionId: string | null;
      readonly reason?: string | undefined;
      readonly answer?: string | undefined;
    }
  | { readonly status: 'IGNORED' | 'REFUSED'; readonly reason: string; readonly answer?: string | undefined }
  /** The event waits for something else, such as another event; the job tries again. */
  | { readonly status: 'LATER'; readonly reason: string; readonly afterSeconds: number };

/** The outcome of a finished event. */
export type FinalResult = Exclude<EventResult, { readonly status: 'LATER' }>;

export interface TakenEvent {
  readonly event: InboxEvent;
  /** False: the event came before, and this is its present state. */
  readonly isNew: boolean;
}

/** Events of till systems: stored before they are answered, once for each key, and handled by a job. */
@Injectable()
export class Inbox {
  constructor(
    private readonly database: Database,
    private readonly pii: Pii,
  ) {}

  /**
   * Stores events in one transaction. Events that came before are returned as they are. The job begins after `dueInSeconds`; an adapter that
   * handles its events itself sets more than its own work takes.
   */
  async take(
    connection: Pick<Connection, 'networkId' | 'id'>,
    arrived: readonly ArrivedEvent[],
    dueInSeconds = 0,
  ): Promise<TakenEvent[]> {
    const { networkId, id: connectionId } = connection;
    return this.database.inNetwork(networkId, async (tx) => {
      const taken: TakenEvent[] = [];
      for (const { kind, key, subject, body, receivedAt, answer } of arrived) {
        const answerEncrypted = answer === undefined ? null : this.pii.encrypt(networkId, 'event', answer);
        const digest = hash('sha256', key === null ? body : `${kind}\u0000${key}`, 'buffer');
        const isNew = await insertEvent(tx, networkId, {
          id: newId(),
          connectionId,
          kind,
          digest,
          subject,
          // `latin1` maps each byte to a character, so bytes of any encoding come back unchanged.
          bodyEncrypted: this.pii.encrypt(networkId, 'event', body.toString('latin1')),
          bodyBytes: body.length,
          dueInSeconds,
          receivedAt: receivedAt ?? null,
          answerEncrypted,
        });
        const row = await getEventByDigest(tx, networkId, connectionId, digest);
        // Stores the answer that a till got while the database could not store its event in time. It replaces an answer that the same call stored too late
        // to send; an answer stored before the call stays.
        if (!isNew && answerEncrypted !== null)
          await tx.query`
            UPDATE inbox_events SET answer_encrypted = ${answerEncrypted}
             WHERE network_id = ${networkId} AND id = ${row.id} AND (answer_encrypted IS NULL OR finished_at >= ${receivedAt ?? null})`;
        taken.push({ event: this.open(networkId, row), isNew });
      }
      if (dueInSeconds === 0 && taken.some(({ isNew }) => isNew)) await requestJob(tx, INBOX_JOB, networkId);
      return taken;
    });
  }

  /** Stores the outcome of an event. An answer that was already stored stays. */
  async finish({ networkId, id }: Pick<InboxEvent, 'networkId' | 'id'>, result: EventResult): Promise<void> {
    await this.database.writeTogether(networkId, async (tx) => {
      if (result.status === 'LATER') await EVENTS.postpone(tx, networkId, [id], result);
      else await finishEvent(tx, networkId, this.finishedOf(networkId, id, result), false);
    });
  }

  /** Stores the outcome and the event's effects in one transaction, so that the effects happen once. Does nothing for a finished event. */
  async finishWith(
    { networkId, id }: InboxEvent,
    result: FinalResult,
    bringAbout: (tx: Tx) => Promise<void>,
  ): Promise<void> {
    await this.database.inNetwork(networkId, async (tx) => {
      if (await finishEvent(tx, networkId, this.finishedOf(networkId, id, result), true)) await bringAbout(tx);
    });
  }

  /** Stores the outcome of an event that has not changed since it was read, and returns its new version. Undefined: it has changed. */
  async finishUnchanged(event: InboxEvent, result: FinalResult): Promise<InboxEvent | undefined> {
    const { networkId, id } = event;
    const finished = this.finishedOf(networkId, id, result);
    const version = await this.database.inNetwork(networkId, (tx) =>
      finishUnchangedEvent(tx, networkId, event.version, finished),
    );
    return version === undefined ? undefined : { ...event, version };
  }

  /**
   * Reopens an unchanged event in order to take back its effects: deletes its answer, and sets this reason until `finish`. If the caller dies, the
   * job continues. False: the event was answered or changed meanwhile.
   */
  reopen({ networkId, id, version }: InboxEvent, reason: string): Promise<boolean> {
    const held = { reason, leaseSeconds: REOPENED_SECONDS };
    return this.database.inNetwork(networkId, (tx) => reopenEvent(tx, networkId, id, version, held));
  }

  /** The stored answer, which the till now gets again; undefined: the answer was deleted. The effects of an answered event are never taken back. */
  async repeatAnswer({ networkId, id }: InboxEvent): Promise<string | undefined> {
    // Notes that a till got the stored answer of an event again; undefined: there is no stored answer.
    const row = await this.database.inNetwork(
      networkId,
      (tx) => tx.maybe<Pick<EventRow, 'answerEncrypted'>>`
      UPDATE inbox_events SET due_at = clock_timestamp()
       WHERE network_id = ${networkId} AND id = ${id} AND answer_encrypted IS NOT NULL RETURNING answer_encrypted`,
    );
    const sealed = row?.answerEncrypted ?? null;
    return sealed === null ? undefined : this.pii.decrypt(networkId, 'event', sealed);
  }

  /** Reads the present state of the event. */
  async read({ networkId, id }: InboxEvent): Promise<InboxEvent> {
    return this.open(networkId, await getEvent(this.database.readsOf(networkId), networkId, id));
  }

  /** A connection's newest 100 events about one order, oldest first. */
  async listBySubject({ networkId, id }: Connection, subject: string): Promise<InboxEvent[]> {
    const rows = await listEventsBySubject(this.database.readsOf(networkId), networkId, id, subject, MOST_OF_SUBJECT);
    return rows.map((row) => this.open(networkId, row));
  }

  /** A connection's events of one kind, newest first. */
  async listNewest({ networkId, id }: Connection, kind: string, limit: number): Promise<InboxEvent[]> {
    const rows = await this.database.inNetwork(networkId, (tx) => listNewestEvents(tx, networkId, id, kind, limit));
    return rows.map((row) => this.open(networkId, row));
  }

  open(networkId: string, row: EventRow): InboxEvent {
    const { bodyEncrypted, answerEncrypted, ...rest } = row;
    return {
      ...rest,
      networkId,
      body: Buffer.from(this.pii.decrypt(networkId, 'event', bodyEncrypted), 'latin1'),
      answer: answerEncrypted === null ? null : this.pii.decrypt(networkId, 'event', answerEncrypted),
    };
  }

  private finishedOf(networkId: string, id: string, result: FinalResult): FinishedEvent {
    return {
      id,
      status: result.status,
      reason: result.reason ?? null,
      transactionId: result.status === 'DONE' ? result.transactionId : null,
      answerEncrypted: result.answer === undefined ? null : this.pii.encrypt(networkId, 'event', result.answer),
    };
  }
}

const MOST_OF_SUBJECT = 100;
/** Longer than taking back an act takes. */
const REOPENED_SECONDS = 120;

/** Stores an event; false: it came before, and its row stays unchanged. */
async function insertEvent(tx: Tx, networkId: string, event: EventInsert): Promise<boolean> {
  const made = await tx.query<{ id: string }>`
    INSERT INTO inbox_events (network_id, id, connection_id, kind, digest, subject, body_encrypted, body_bytes,
     received_at, due_at,
       answer_encrypted)
     VALUES (${networkId}, ${event.id}, ${event.connectionId}, ${event.kind},
       ${event.digest}, ${event.subject}, ${event.bodyEncrypted},
       ${event.bodyBytes}, coalesce(${event.receivedAt}, clock_timestamp()),
       clock_timestamp() + make_interval(secs => ${event.dueInSeconds}),
     ${event.answerEncrypted})
     ON CONFLICT (network_id, connection_id, digest) DO NOTHING RETURNING id`;
  return made.length > 0;
}

function getEvent(tx: Pick<Statements, 'one'>, networkId: string, id: string): Promise<EventRow> {
  return tx.one<EventRow>(`SELECT ${COLUMNS} FROM inbox_events WHERE network_id = $1 AND id = $2`, [networkId, id]);
}

function getEventByDigest(
  tx: Pick<Statements, 'one'>,
  networkId: string,
  connectionId: string,
  digest: Buffer,
): Promise<EventRow> {
  return tx.one<EventRow>(
    `SELECT ${COLUMNS} FROM inbox_events WHERE network_id = $1 AND connection_id = $2 AND digest = $3`,
    [networkId, connectionId, digest],
  );
}

/** The newest events about one order of the till system, oldest first. */
async function listEventsBySubject(
  tx: Pick<Statements, 'query'>,
  networkId: string,
  connectionId: string,
  subject: string,
  limit: number,
): Promise<EventRow[]> {
  const rows = await tx.query<EventRow>(
    `SELECT ${COLUMNS} FROM inbox_events WHERE network_id = $1 AND connection_id = $2 AND subject = $3 ORDER BY id DESC LIMIT $4`,
    [networkId, connectionId, subject, limit],
  );
  return rows.reverse();
}

/** Events of a kind, newest first. */
function listNewestEvents(
  tx: Pick<Statements, 'query'>,
  networkId: string,
  connectionId: string,
  kind: string,
  limit: number,
): Promise<EventRow[]> {
  return tx.query<EventRow>(
    `SELECT ${COLUMNS} FROM inbox_events WHERE network_id = $1 AND connection_id = $2 AND kind = $3 ORDER BY id DESC LIMIT $4`,
    [networkId, connectionId, kind, limit],
  );
}

/** Finishes an event; returns whether it did. @param onlyWaiting changes only an event that still waits */
async function finishEvent(
  tx: Pick<Statements, 'query'>,
  networkId: string,
  event: FinishedEvent,
  onlyWaiting: boolean,
): Promise<boolean> {
  const rows = await tx.query<{ id: string }>`
    UPDATE inbox_events SET status = ${event.status}, reason = ${event.reason}, transaction_id = ${event.transactionId},
     finished_at = clock_timestamp(),
       answer_encrypted = coalesce(answer_encrypted, ${event.answerEncrypted})
      WHERE network_id = ${networkId} AND id = ${event.id} ${when(onlyWaiting, sql`AND status = 'WAITING'`)} RETURNING id`;
  return rows.length > 0;
}

/** Finishes an event if it is as it was read, and returns its new version. Undefined: it changed meanwhile. */
async function finishUnchangedEvent(
  tx: Tx,
  networkId: string,
  version: string,
  { id, ...event }: FinishedEvent,
): Promise<string | undefined> {
  const row = await tx.maybe<{ version: string }>`
    UPDATE inbox_events SET status = ${event.status}, reason = ${event.reason}, transaction_id = ${event.transactionId},
     finished_at = clock_timestamp(),
       answer_encrypted = ${event.answerEncrypted}, due_at = clock_timestamp()
      WHERE network_id = ${networkId} AND id = ${id} AND due_at = ${version}::timestamptz AND answer_encrypted IS NULL
     RETURNING due_at::text AS version`;
  return row?.version;
}

/** Opens an event again, if it is as it was read, so that its effects can be taken back. Returns whether it did. */
async function reopenEvent(
  tx: Tx,
  networkId: string,
  id: string,
  version: string,
  { reason, leaseSeconds }: { readonly reason: string; readonly leaseSeconds: number },
): Promise<boolean> {
  const rows = await tx.query<{ id: string }>`
    UPDATE inbox_events SET status = 'WAITING', finished_at = NULL, transaction_id = NULL, answer_encrypted = NULL,
     reason = ${reason},
       due_at = clock_timestamp() + make_interval(secs => ${leaseSeconds})
      WHERE network_id = ${networkId} AND id = ${id} AND due_at = ${version}::timestamptz RETURNING id`;
  return rows.length > 0;
}
