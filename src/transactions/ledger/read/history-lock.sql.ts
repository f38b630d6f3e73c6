import type { Tx } from '../../../platform/database/database';

/**
 * While a network's own history is recorded, every act is decided at its own time, long ago. A job that settled one of
 * those guests by the clock of today in between (a tier that falls, a birthday) would have the next act of that guest
 * meet a state that it could not have met.
 *
 * So jobs take places, of which a network has a few and a history takes all: pieces of jobs run beside one another,
 * never beside a history, and never so many that they are in the till's way.
 */
const PLACES = 4;

/** Keeps the jobs away from the guests of a network until the transaction ends; waits for pieces that are under way. */
export async function keepJobsAway(tx: Tx, networkId: string): Promise<void> {
  await tx.query(
    "SELECT pg_advisory_xact_lock_shared(hashtextextended('history/' || $1, place)) FROM generate_series(1, $2::int) place",
    [networkId, PLACES],
  );
}

/** Whether a job may touch guests of the network in this transaction. False: a history is recorded, or jobs are at all places. */
export async function mayTouchGuests(tx: Tx, networkId: string): Promise<boolean> {
  const rows = await tx.query(takePlace('$1'), [networkId]);
  return rows.length > 0;
}

/** The same as a part of a statement: the `place` that was taken, or no row. */
export function takePlace(networkId: string): string {
  return `SELECT place FROM generate_series(1, ${String(PLACES)}) place
    WHERE pg_try_advisory_xact_lock(hashtextextended('history/' || ${networkId}, place)) LIMIT 1`;
}
