import type { Tx } from '../../platform/database/database';

/**
 * While a network's own history is recorded, every act is decided at its own time, long ago. A job that settled one of
 * those guests by the clock of today in between (a tier that falls, a birthday) would have the next act of that guest
 * meet a state that it could not have met.
 */

/** Keeps the jobs away from the guests of a network until the transaction ends; waits for a piece that is under way. */
export async function keepJobsAway(tx: Tx, networkId: string): Promise<void> {
  await tx.query("SELECT pg_advisory_xact_lock_shared(hashtextextended('history/' || $1, 0))", [networkId]);
}

/** Whether a job may touch guests of the network in this transaction. False: a history is recorded, or another job is at it. */
export async function mayTouchGuests(tx: Tx, networkId: string): Promise<boolean> {
  const { free } = await tx.one<{ free: boolean }>(
    "SELECT pg_try_advisory_xact_lock(hashtextextended('history/' || $1, 0)) AS free",
    [networkId],
  );
  return free;
}
