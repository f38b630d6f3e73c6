import type pg from 'pg';
import type { Tx } from './database';

/** How long a kind of work may take, in milliseconds; 0: without an end. */
export interface TimeLimits {
  readonly statementMs: number;
  /** A transaction that waits for its client between two statements. */
  readonly idleMs: number;
  /** The whole transaction, where the server can end it (from PostgreSQL 17 on). */
  readonly transactionMs: number;
}

const HOUR_MS = 3_600_000;

/**
 * Every statement and every transaction has an end. A write holds back what reads the event log in order (ledger.md, rule 12),
 * so it lives for at most 6 s; a report writes nothing and may take longer, and a check of the whole ledger on its snapshot
 * longest.
 */
export const TIME_LIMITS = {
  till: { statementMs: 5_000, idleMs: 5_000, transactionMs: 5_000 },
  background: { statementMs: 6_000, idleMs: 6_000, transactionMs: 6_000 },
  request: { statementMs: 6_000, idleMs: 6_000, transactionMs: 6_000 },
  /** A person waits for a command, also on a busy machine. */
  command: { statementMs: 30_000, idleMs: 30_000, transactionMs: 30_000 },
  report: { statementMs: 30_000, idleMs: 30_000, transactionMs: 30_000 },
  check: { statementMs: HOUR_MS, idleMs: 600_000, transactionMs: 24 * HOUR_MS },
  /** Holds locks and nothing else, for as long as its process works under them. */
  locks: { statementMs: 30_000, idleMs: 0, transactionMs: 0 },
} as const satisfies Record<string, TimeLimits>;

/** An older server does not know the setting, and `SET` would fail there. */
const KNOWS_TRANSACTIONS = "WHERE current_setting('transaction_timeout', true) IS NOT NULL";

/** Sets the limits for the rest of a transaction, whatever its session has. */
export function setLocally({ statementMs, idleMs, transactionMs }: TimeLimits): string {
  return [
    `SET LOCAL statement_timeout = ${String(statementMs)}`,
    `SET LOCAL idle_in_transaction_session_timeout = ${String(idleMs)}`,
    // PostgreSQL replaces a timer that runs only when it was switched off before.
    `SELECT set_config('transaction_timeout', '0', true),
      set_config('transaction_timeout', '${String(transactionMs)}', true) ${KNOWS_TRANSACTIONS}`,
  ].join('; ');
}

/** Gives the rest of a transaction more time. */
export async function allowLonger(tx: Tx, ms: number): Promise<void> {
  await tx.query(setLocally({ statementMs: ms, idleMs: ms, transactionMs: ms }));
}

/** Limits of whole sessions for `pg.Pool`. A new connection is not lent before it has that of transactions. */
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
