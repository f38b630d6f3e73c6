/** How long one kind of data is kept. */
interface RetentionRule {
  /** Its name in the setting `RETENTION_DAYS`. */
  readonly name: string;
  /** The setting of earlier versions that had its days. */
  readonly earlier: string;
  /** The days where the setting does not name it. */
  readonly days: number;
  /** The fewest days, because other rules need the data that long. */
  readonly least: number;
  readonly most: number;
  /** Whether it may be 0, which keeps the data for good. */
  readonly mayStay: boolean;
}

/**
 * Every kind of data that is deleted by age. Ledger, transactions, seals, audit, claims and stored responses are not among them, because they stay
 * for good. This file imports nothing, because the register of personal data is made from it.
 */
export const RETENTION = {
  /** Months of the event log. A month is kept for subscribers that were away. */
  EVENT_MONTHS: { name: 'events', earlier: 'EVENT_DAYS', days: 400, least: 31, most: 36_500, mayStay: true },
  WEBHOOK_DELIVERIES: { name: 'webhooks', earlier: 'WEBHOOK_DAYS', days: 30, least: 1, most: 3_650, mayStay: false },
  /** A till system may ask about an event of the last week again. */
  TILL_EVENTS: { name: 'inbox', earlier: 'INBOX_DAYS', days: 90, least: 7, most: 3_650, mayStay: false },
  DEAD_LETTERS: { name: 'inbox', earlier: 'INBOX_DAYS', days: 90, least: 7, most: 3_650, mayStay: false },
  /** A points warning may be sent a year before the points expire, and the expiry may be put off by 90 days; the text is kept longer than both. */
  MESSAGES: { name: 'messages', earlier: 'MESSAGE_DAYS', days: 1_095, least: 550, most: 3_650, mayStay: false },
  /** A code or link that arrives late can still be explained the next day. */
  CODES: { name: 'codes', earlier: 'CODE_DAYS', days: 1, least: 1, most: 30, mayStay: false },
  GUEST_FILES: { name: 'guest-files', earlier: 'GUEST_FILE_DAYS', days: 7, least: 1, most: 90, mayStay: false },
  SESSIONS: { name: 'sessions', earlier: 'ENDED_SESSION_DAYS', days: 30, least: 1, most: 3_650, mayStay: false },
} as const satisfies Record<string, RetentionRule>;

export type RetentionKind = keyof typeof RETENTION;
export const RETENTION_KINDS = Object.keys(RETENTION) as RetentionKind[];
