import type { Tx } from '../../../platform/database/database';

/**
 * While a network's own history is recorded, every act is decided at its own time in the past. Suppose a job settles
 * one of these guests by today's clock in between (a tier falls, a birthday). The guest's next act would then meet a
 * state that did not exist at its time.
 *
 * So pieces of jobs take places, of which each network has a few; a history takes all of them. Pieces run beside one
 * another, never beside a history, and never so many that they slow the tills down.
 */
const PLACES = 4;

/** Keeps jobs away from the network's guests until the transaction ends. Waits for pieces that are under way. */
export async function keepJobsAway(tx: Tx, networkId: string): Promise<void> {
  await tx.query`SELECT pg_advisory_xact_lock_shared(hashtextextended('history/' || ${networkId}, place)) FROM generate_series(1, ${PLACES}::int) place`;
}

/** Whether a job may touch the network's guests in this transaction. False: a history is being recorded, or jobs have taken all places. */
export async function mayTouchGuests(tx: Tx, networkId: string): Promise<boolean> {
  const rows = await tx.query(takePlace('$1'), [networkId]);
  return rows.length > 0;
}

/** Takes a place as part of a larger statement. The SQL returns the `place` taken, or no row. */
export function takePlace(networkId: string): string {
  return `SELECT place FROM generate_series(1, ${String(PLACES)}) place
    WHERE pg_try_advisory_xact_lock(hashtextextended('history/' || ${networkId}, place)) LIMIT 1`;
}
