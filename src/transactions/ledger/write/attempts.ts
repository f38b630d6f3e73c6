import { setTimeout as pause } from 'node:timers/promises';
import type { ConfigurationSnapshot, Snapshots } from '../../../configuration';
import type { Database, Tx } from '../../../platform/database/database';
import { ProblemError } from '../../../platform/problems/problem';
import { tillMetrics } from './till-metrics';
import type { LostGroup } from './till-rows';

const MAX_ATTEMPTS = 6;
/** Near its end, a budget is leased in small portions that other acts of this process may take first, so an act may need several. */
const MAX_MENDS = 50;
/** After each lost race, the loser waits up to this much longer, so that the same two do not collide again. */
const PAUSE_MS = 10;
const LOCK_NOT_AVAILABLE = '55P03';
const DEADLOCK = '40P01';
const SQL_STATE = /^[0-9A-Z]{5}$/;
const CONNECTION_LOST = /^(08|57P0)|^ECONN|^EPIPE/;

/** How long an attempt waits for a row that another transaction has locked. */
export const LOCK_TIMEOUT = '5s';

/** Rolls an attempt back; only the loop catches it. */
export class LostRace extends Error {
  /** @param mend runs before the next attempt, in a given transaction or (null) in one of its own */
  constructor(
    readonly reason: LostGroup['reason'] | 'reward',
    readonly mend: ((tx: Tx | null) => Promise<void>) | null = null,
  ) {
    super(`lost a race: ${reason}`);
  }
}

interface Transactions {
  readonly snapshots: Snapshots;
  /** Begins a transaction whose first statement sets the network and the lock timeout. */
  readonly begin: <T>(work: (tx: Tx) => Promise<T>) => Promise<T>;
}

/**
 * Runs attempts, each in a transaction of its own, until one loses no race. `isKeyed`: an attempt that was written
 * before the connection broke is found again by its key, so repeating is safe.
 * @throws ProblemError `request_in_progress` when another process held a row for 5 s, `unavailable` after the last
 * attempt
 */
export async function attemptUntilWon<T>(
  transactions: { readonly database: Database; readonly snapshots: Snapshots } | Transactions,
  networkId: string,
  isKeyed: boolean,
  attempt: (tx: Tx, snapshot: ConfigurationSnapshot) => Promise<T>,
): Promise<T> {
  const { snapshots } = transactions;
  const begin = 'begin' in transactions ? transactions.begin : beginningIn(transactions.database, networkId);
  let snapshot = await snapshots.current(networkId);
  let mends = 0;
  for (let count = 1; count <= MAX_ATTEMPTS; count += 1) {
    try {
      const known = snapshot;
      return await begin((tx) => attempt(tx, known));
    } catch (error) {
      if (error instanceof LostRace) {
        if (error.mend !== null) {
          await error.mend(null);
          mends += 1;
          if (mends <= MAX_MENDS) count -= 1;
        } else if (error.reason === 'rules') snapshot = await snapshots.atLeast(networkId, snapshot.rulesVersion + 1);
        else await pause(Math.random() * PAUSE_MS * count);
        continue;
      }
      const code = sqlStateOf(error);
      if (code === LOCK_NOT_AVAILABLE) throw new ProblemError('request_in_progress');
      if (code === DEADLOCK) tillMetrics.deadlocks.inc();
      // Without a key, a repeated attempt could not be told from a second act.
      const repeatable = code === DEADLOCK || (CONNECTION_LOST.test(code) && isKeyed);
      if (!repeatable || count === MAX_ATTEMPTS) throw error;
    }
  }
  throw new ProblemError('unavailable', {}, [], 1);
}

function beginningIn(database: Database, networkId: string): Transactions['begin'] {
  return (work) =>
    database.inNetwork(networkId, async (tx) => {
      await tx.query<{ setConfig: string | null }>`SELECT set_config('lock_timeout', ${LOCK_TIMEOUT}, true)`;
      return work(tx);
    });
}

/** Whether the server said that it did nothing. After a lost connection this is unknown. */
export function isRolledBack(error: unknown): boolean {
  const code = sqlStateOf(error);
  return SQL_STATE.test(code) && !CONNECTION_LOST.test(code);
}

/** The SQLSTATE of a failure of the database, the system's code of a broken connection, else an empty text. */
export function sqlStateOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
}
