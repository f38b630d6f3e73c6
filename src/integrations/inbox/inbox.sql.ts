import type { Statements, Tx } from '../../platform/database/database';
import { sql, when } from '../../platform/database/sql';
import { Outbox } from '../../platform/outbox/outbox';

export const EVENT_STATUSES = ['WAITING', 'DONE', 'IGNORED', 'REFUSED'] as const;
type EventStatus = (typeof EVENT_STATUSES)[number];

export interface EventInsert {
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

export interface EventRow {
  readonly id: string;
  readonly connectionId: string;
  readonly kind: string;
  readonly subject: string | null;
  readonly bodyEncrypted: Buffer;
  readonly receivedAt: Date;
  readonly status: EventStatus;
  readonly reason: string | null;
  readonly transactionId: string | null;
  readonly answerEncrypted: Buffer | null;
  readonly attempts: number;
  /** Changes with each step of the work, so that a step based on an older reading is refused. */
  readonly version: string;
}

const COLUMNS = `id, connection_id AS "connectionId", kind, subject, body_encrypted AS "bodyEncrypted",
  received_at AS "receivedAt", status, reason, transaction_id AS "transactionId", answer_encrypted AS "answerEncrypted", attempts,
  due_at::text AS version`;

/** Stores an event; false: it came before, and its row stays unchanged. */
export async function insertEvent(tx: Tx, networkId: string, event: EventInsert): Promise<boolean> {
  const made = await tx.query<{ id: string }>`
    INSERT INTO inbox_events (network_id, id, connection_id, kind, digest, subject, body_encrypted, body_bytes,
     received_at, due_at,
       answer_encrypted)
     VALUES (${networkId}, ${event.id}, ${event.connectionId}, ${event.kind}, ${event.digest}, ${event.subject}, ${event.bodyEncrypted},
     ${event.bodyBytes}, coalesce(${event.receivedAt}, clock_timestamp()), clock_timestamp() + make_interval(secs => ${event.dueInSeconds}),
     ${event.answerEncrypted})
     ON CONFLICT (network_id, connection_id, digest) DO NOTHING RETURNING id`;
  return made.length > 0;
}

/**
 * Stores the answer that a till got while the database could not store its event in time. It replaces an answer that the same call stored too late
 * to send; an answer stored before the call stays.
 */
export async function noteAnswer(
  tx: Tx,
  networkId: string,
  id: string,
  answerEncrypted: Buffer,
  receivedAt: Date | null,
): Promise<void> {
  await tx.query`UPDATE inbox_events SET answer_encrypted = ${answerEncrypted}
      WHERE network_id = ${networkId} AND id = ${id} AND (answer_encrypted IS NULL OR finished_at >= ${receivedAt})`;
}

export function getEvent(tx: Pick<Statements, 'one'>, networkId: string, id: string): Promise<EventRow> {
  return tx.one<EventRow>(`SELECT ${COLUMNS} FROM inbox_events WHERE network_id = $1 AND id = $2`, [networkId, id]);
}

export function getEventByDigest(
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
export async function listEventsBySubject(
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
export function listNewestEvents(
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

/** Waiting events. The lease is longer than the work on a piece takes. */
export const EVENTS = new Outbox<EventRow>({
  table: 'inbox_events',
  key: ['id'],
  columns: COLUMNS,
  waits: "status = 'WAITING'",
  reason: 'reason',
  lease: { column: 'due_at', seconds: 120 },
  retries: { first: 5, last: 15 * 60 },
});

export interface FinishedEvent {
  readonly id: string;
  readonly status: Exclude<EventStatus, 'WAITING'>;
  readonly reason: string | null;
  readonly transactionId: string | null;
  /** Null: no answer. An answer that is already stored stays. */
  readonly answerEncrypted: Buffer | null;
}

/** Finishes an event; returns whether it did. @param onlyWaiting changes only an event that still waits */
export async function finishEvent(
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
export async function finishUnchangedEvent(
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

/** Notes that a till got the stored answer of an event again; undefined: there is no stored answer. */
export function noteRepeatedAnswer(tx: Tx, networkId: string, id: string) {
  return tx.maybe<Pick<EventRow, 'answerEncrypted'>>`UPDATE inbox_events SET due_at = clock_timestamp()
      WHERE network_id = ${networkId} AND id = ${id} AND answer_encrypted IS NOT NULL RETURNING answer_encrypted`;
}

/** Opens an event again, if it is as it was read, so that its effects can be taken back. Returns whether it did. */
export async function reopenEvent(
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

/** Makes an event due now, for this reason and whatever its outcome was; false: the network has no such event. */
export async function restartEvent(tx: Tx, networkId: string, id: string, reason: string | null): Promise<boolean> {
  const rows = await tx.query<{ id: string }>`
    UPDATE inbox_events SET status = 'WAITING', reason = ${reason}, finished_at = NULL, attempts = 0,
     due_at = clock_timestamp()
      WHERE network_id = ${networkId} AND id = ${id} RETURNING id`;
  return rows.length > 0;
}
