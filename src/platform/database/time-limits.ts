/** How long statements of a kind of work may run, and a transaction may wait for its client between two, in milliseconds; 0: without an end. */
export interface TimeLimits {
  readonly statementMs: number;
  readonly idleMs: number;
}

/**
 * Every statement has an end. A write holds back what reads the event log in order (ledger.md, rule 12), so background
 * work is cut off first; a report may take longer, and a check of the whole ledger on its snapshot longest.
 */
export const TIME_LIMITS = {
  till: { statementMs: 5_000, idleMs: 5_000 },
  background: { statementMs: 6_000, idleMs: 6_000 },
  request: { statementMs: 30_000, idleMs: 30_000 },
  snapshot: { statementMs: 3_600_000, idleMs: 600_000 },
  /** Holds locks and nothing else, for as long as its process works under them. */
  locks: { statementMs: 30_000, idleMs: 0 },
} as const satisfies Record<string, TimeLimits>;

/** Sets the limits for the rest of a transaction, whatever its session has. */
export function setLocally({ statementMs, idleMs }: TimeLimits): string {
  return (
    `SET LOCAL statement_timeout = ${String(statementMs)}; ` +
    `SET LOCAL idle_in_transaction_session_timeout = ${String(idleMs)}`
  );
}
