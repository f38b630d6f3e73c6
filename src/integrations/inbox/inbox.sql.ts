import { Outbox } from '../../platform/outbox/outbox';

export const EVENT_STATUSES = ['WAITING', 'DONE', 'IGNORED', 'REFUSED'] as const;
export type EventStatus = (typeof EVENT_STATUSES)[number];

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

export const COLUMNS = `id, connection_id AS "connectionId", kind, subject, body_encrypted AS "bodyEncrypted",
  received_at AS "receivedAt", status, reason, transaction_id AS "transactionId", answer_encrypted AS "answerEncrypted", attempts,
  due_at::text AS version`;

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
