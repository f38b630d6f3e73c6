import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Database, type Tx } from '../../../platform/database/database';
import type { TakingFollower, TakingPart } from '../../jobs/log-follower';
import { LogReader } from '../../jobs/log-reader';
import { ACTS_OF_PAGE } from '../../jobs/log-taking';

/**
 * Counts acts into tables of days from the first act of a network on. The counting transaction also moves the cursor, so each act counts once.
 */
@Injectable()
export abstract class DayFollower implements TakingFollower, OnModuleInit {
  abstract readonly subscriber: string;
  /** The tables that the follower fills. Each table has a column `network_id`. */
  protected abstract readonly tables: readonly string[];

  constructor(
    private readonly database: Database,
    private readonly log: LogReader,
  ) {}

  /** SQL that counts the acts of the network `$1` that the array `acts` has. */
  protected abstract counting(acts: string): string;

  /** Deletes the figures of a business date from the tables. */
  abstract deleteDay(tx: Tx, networkId: string, day: string): Promise<void>;

  onModuleInit(): void {
    this.log.register(this);
  }

  take(): Promise<TakingPart> {
    return Promise.resolve({ taken: `${this.counting('page.acts')}::text IS NOT NULL` });
  }

  /** Counts the given events, which a caller has read, not the reader of the log. */
  async count(
    tx: Tx,
    networkId: string,
    { ids, types }: { readonly ids: readonly string[]; readonly types: readonly string[] },
  ): Promise<void> {
    const text = `SELECT ${this.counting(ACTS_OF_PAGE)}::text AS taken`;
    await tx.call({ name: `${this.subscriber}_take`, text }, [networkId, ids, types]);
  }

  /** Counts some pages, so that managers see their newest sales. False: more pages are left. */
  catchUp(networkId: string): Promise<boolean> {
    return this.log.advanceSome(networkId, this);
  }

  /** Deletes the figures of a network. The follower of the log counts them again from the first act, in pages. */
  recount(networkId: string): Promise<void> {
    return this.database.inNetwork(networkId, async (tx) => {
      await tx.query`SELECT FROM event_cursors WHERE network_id = ${networkId} AND subscriber = ${this.subscriber} FOR UPDATE`;
      for (const table of this.tables) await tx.query(`DELETE FROM ${table} WHERE network_id = $1`, [networkId]);
      await tx.query`UPDATE event_cursors SET epoch = DEFAULT, xid = DEFAULT, id = DEFAULT, moved_at = ledger_now()
         WHERE network_id = ${networkId} AND subscriber = ${this.subscriber}`;
    });
  }
}
