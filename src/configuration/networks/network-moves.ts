import { setTimeout as pause } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock/clock';
import { Database, type Tx } from '../../platform/database/database';
import { Audit, NO_ORIGIN } from '../../security';
import { ConfigurationChanges } from '../snapshots/configuration-changes';

/** How long closing a network waits for its writing transactions, some of which may last half a minute. */
const WRITERS_END_WITHIN_MS = 10_000;
const LOOK_EVERY_MS = 5;

/** Closes a network for writing while its last part is moved to another installation. It can still be read. */
@Injectable()
export class NetworkMoves {
  constructor(
    private readonly changes: ConfigurationChanges,
    private readonly database: Database,
    private readonly audit: Audit,
    private readonly clock: Clock,
  ) {}

  /**
   * Resolves when all current writes are committed, so that a later snapshot contains them. If a transaction does not end in time, reopens the
   * network and throws.
   */
  async close(networkId: string): Promise<void> {
    await this.set(networkId, this.clock.now());
    try {
      await this.database.inNetwork(networkId, awaitTills(networkId));
      const writers = await this.database.inNetwork(networkId, listWriters);
      const until = performance.now() + WRITERS_END_WITHIN_MS;
      for (;;) {
        const still = await this.database.inNetwork(networkId, listWriters);
        if (!writers.some((one) => still.includes(one))) return;
        if (performance.now() > until)
          throw new Error('The network could not be closed: something is being written for too long. Try again later.');
        await pause(LOOK_EVERY_MS);
      }
    } catch (error) {
      await this.open(networkId);
      throw error;
    }
  }

  /** Reopens a network for writing, after a move was abandoned or after it was read into this installation. */
  async open(networkId: string): Promise<void> {
    await this.set(networkId, null);
  }

  private async set(networkId: string, movingSince: Date | null): Promise<void> {
    await this.changes.apply(networkId, async (tx) => {
      // SQL by hand, because loading Prisma Client takes time in which tills are told to try again.
      await tx.query`UPDATE networks SET moving_since = ${movingSince} WHERE id = ${networkId}`;
      await this.audit.appendToBoth(tx, networkId, {
        actor: 'system',
        origin: NO_ORIGIN,
        action: movingSince === null ? 'network.staying' : 'network.moving',
      });
    });
  }
}

/** Waits for tills: each holds this lock from reading the rules, which closing changes, to its commit (`till_write`). */
function awaitTills(networkId: string): (tx: Tx) => Promise<unknown> {
  return (tx) => tx.query`
    SELECT pg_advisory_xact_lock(hashtextextended('loyalty.rules.' || ${networkId}, 0))`;
}

/** Transactions of this database that have written something. */
async function listWriters(tx: Tx): Promise<string[]> {
  const rows = await tx.query<{ writer: string }>`
    SELECT l.transactionid::text AS "writer!" FROM pg_locks l JOIN pg_stat_get_activity(NULL) a ON a.pid = l.pid
     WHERE l.locktype = 'transactionid' AND l.mode = 'ExclusiveLock' AND l.granted
       AND a.datid = (SELECT d.oid FROM pg_database d WHERE d.datname = current_database())`;
  return rows.map(({ writer }) => writer);
}
