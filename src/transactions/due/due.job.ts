import { Injectable } from '@nestjs/common';
import { Snapshots } from '../../configuration';
import { Database, type Tx } from '../../platform/database/database';
import { NetworkJob } from '../relay/network-job';
import type { RoundOutcome } from '../relay/network-rounds';
import { TillBatch } from '../till/till-batch';
import { transactionTill } from '../till/till-statements';
import { mayTouchGuests } from './history-lock.sql';

const EVERY_MS = 5_000;
const IDLE_UP_TO_MS = 60_000;
/** More would starve the till (ledger.md, rule 11). */
const MAX_GUESTS = 200;
/** While one piece is written the next is read, and another decided. */
const PIECES_AT_ONCE = 3;
const LOCK_TIMEOUT = '1s';

/**
 * Writes down what came due of itself: lots that expired or became active, holds past their time, tiers to be looked
 * at. Whoever touches such a guest first does the same, so this job may be late or killed without changing anything.
 */
@Injectable()
export class DueJob extends NetworkJob {
  constructor(
    private readonly database: Database,
    private readonly snapshots: Snapshots,
    private readonly batch: TillBatch,
  ) {
    super(database, {
      name: 'due',
      everyMs: EVERY_MS,
      idleUpToMs: IDLE_UP_TO_MS,
      atOnce: PIECES_AT_ONCE,
      failure: 'settling what is due failed',
    });
  }

  /** Settles the next guests of a network for whom something is due, at most 200 in one transaction. */
  override async doNext(networkId: string): Promise<RoundOutcome> {
    const snapshot = await this.snapshots.current(networkId);
    return this.database.inNetwork(networkId, async (tx) => {
      if (!(await mayTouchGuests(tx, networkId))) return 'done';
      const { guestIds, areAll } = await lockDueGuests(tx, networkId);
      if (guestIds.length === 0) return areAll ? 'idle' : 'done';
      const connection = transactionTill(tx);
      const decided = await this.batch.decideGroups(
        connection,
        snapshot,
        guestIds.map((guestId) => ({ guestId, acts: [] })),
      );
      const changed = decided.map((group) => group.rows).filter((rows) => rows.transactions.length > 0);
      if (changed.length === 0) return areAll ? 'idle' : 'done';
      await connection.write(networkId, snapshot.rulesVersion, LOCK_TIMEOUT, changed);
      return areAll ? 'done' : 'more';
    });
  }
}

/**
 * Guests that nobody else is at, in the order of their ids. Whose turn it is says the index of what is due, read no
 * further than this many: to put all that are due in the order of ids for each piece would cost more than the pieces.
 * They are locked in the order of that index, which can't deadlock: a row that somebody is at is never waited for.
 */
async function lockDueGuests(tx: Tx, networkId: string): Promise<{ guestIds: string[]; areAll: boolean }> {
  const rows = await tx.query<{ guest_id: string }>(
    // The index is of what is not for ever; that much has to be said for it to be used.
    `SELECT guest_id FROM guest_states WHERE network_id = $1 AND due_at <= now() AND due_at < 'infinity'
      ORDER BY due_at LIMIT $2 FOR UPDATE SKIP LOCKED`,
    [networkId, MAX_GUESTS],
  );
  return { guestIds: rows.map((row) => row.guest_id).sort(), areAll: rows.length < MAX_GUESTS };
}
