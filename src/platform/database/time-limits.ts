import type pg from 'pg';

/** How long a kind of work may take, in milliseconds; 0: no limit. */
export interface TimeLimits {
  readonly statementMs: number;
  /** How long an open transaction may wait for its next statement. */
  readonly idleMs: number;
  /** The limit of the whole transaction; PostgreSQL enforces it from version 17 on. */
  readonly transactionMs: number;
}

const HOUR_MS = 3_600_000;

/**
 * Limits by kind of work. A writing transaction delays readers of the event log (ledger.md, rule 12), so it lives for at most 6 s. A report writes
 * nothing and may take longer; a check of the whole ledger on its snapshot takes longest.
 */
export const TIME_LIMITS = {
  till: { statementMs: 5_000, idleMs: 5_000, transactionMs: 5_000 },
  background: { statementMs: 6_000, idleMs: 6_000, transactionMs: 6_000 },
  request: { statementMs: 6_000, idleMs: 6_000, transactionMs: 6_000 },
  /** A person waits for a command, also on a busy machine, so it gets more time. */
  command: { statementMs: 30_000, idleMs: 30_000, transactionMs: 30_000 },
  report: { statementMs: 30_000, idleMs: 30_000, transactionMs: 30_000 },
  check: { statementMs: HOUR_MS, idleMs: 600_000, transactionMs: 24 * HOUR_MS },
  /** For a transaction that only holds locks, as long as its process works under them. */
  locks: { statementMs: 30_000, idleMs: 0, transactionMs: 0 },
} as const satisfies Record<string, TimeLimits>;

/** Older servers don't know this setting, so `SET` would fail there. */
const KNOWS_TRANSACTIONS = "WHERE current_setting('transaction_timeout', true) IS NOT NULL";

/** SQL that sets the limits for the rest of a transaction, whatever its session's limits are. */
export function setLocally({ statementMs, idleMs, transactionMs }: TimeLimits): string {
  return [
    `SET LOCAL statement_timeout = ${String(statementMs)}`,
    `SET LOCAL idle_in_transaction_session_timeout = ${String(idleMs)}`,
    // PostgreSQL restarts a running timer only after it was switched off.
    `SELECT set_config('transaction_timeout', '0', true),
      set_config('transaction_timeout', '${String(transactionMs)}', true) ${KNOWS_TRANSACTIONS}`,
  ].join('; ');
}

/** Limits of whole sessions, as options of `pg.Pool`. A new connection is not lent before the limit of transactions is set on it. */
export function sessionLimits({ statementMs, idleMs, transactionMs }: TimeLimits): pg.PoolConfig {
  const limitTransactions = {
    text: `SELECT set_config('transaction_timeout', $1, false) ${KNOWS_TRANSACTIONS}`,
    values: [String(transactionMs)],
  };
  return {
    statement_timeout: statementMs,
    idle_in_transaction_session_timeout: idleMs,
    verify: (client, done) => {
      client.query(limitTransactions).then(
        () => done(),
        (error: unknown) => done(error instanceof Error ? error : new Error(String(error))),
      );
    },
  };
}
