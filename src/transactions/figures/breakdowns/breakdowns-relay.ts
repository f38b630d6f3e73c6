import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Database, type NamedStatement, type Tx } from '../../../platform/database/database';
import type { TakingFollower, TakingPart } from '../../jobs/log-follower';
import { LogReader } from '../../jobs/log-reader';
import { ACTS_OF_PAGE } from '../../jobs/log-taking';

/** The name of the cursor in `event_cursors`. */
export const SUBSCRIBER = 'breakdowns';

/** The most items of a business date and restaurant that are stored one by one. Further items are stored as one sum. */
const MOST_ITEMS = 2_000;

/** Counts events without a reader of the log. */
export const TAKE: NamedStatement = {
  name: 'breakdowns_take',
  text: `SELECT breakdowns_take($1, ${ACTS_OF_PAGE}, ${String(MOST_ITEMS)})::text AS taken`,
};

/** How many pages a reader counts at most before it answers. */
const MOST_PAGES = 4;

/**
 * Counts acts into `item_figures`, `item_sums` and `tier_figures`. The counting transaction also moves the cursor, so
 * each act counts once. A network without a cursor is counted from its first act.
 */
@Injectable()
export class BreakdownsRelay implements TakingFollower, OnModuleInit {
  readonly subscriber = SUBSCRIBER;

  constructor(
    private readonly database: Database,
    private readonly log: LogReader,
  ) {}

  onModuleInit(): void {
    this.log.register(this);
  }

  take(): Promise<TakingPart> {
    return Promise.resolve({ taken: `breakdowns_take($1, page.acts, ${String(MOST_ITEMS)})::text IS NOT NULL` });
  }

  /** Counts some pages, so that managers see their newest sales. */
  async catchUp(networkId: string): Promise<void> {
    for (let page = 0; page < MOST_PAGES; page += 1)
      if ((await this.log.advanceOne(networkId, this)) !== 'more') return;
  }

  /** Deletes the figures of a network. The follower of the log counts them again from the first act, in pages. */
  recount(networkId: string): Promise<void> {
    return this.database.inNetwork(networkId, (tx) => dropFigures(tx, networkId));
  }
}

/** Deletes the figures and sets the cursor to the beginning of the log. */
async function dropFigures(tx: Tx, networkId: string): Promise<void> {
  await tx.query(`SELECT FROM event_cursors WHERE network_id = $1 AND subscriber = '${SUBSCRIBER}' FOR UPDATE`, [
    networkId,
  ]);
  await tx.query`DELETE FROM item_figures WHERE network_id = ${networkId}`;
  await tx.query`DELETE FROM item_sums WHERE network_id = ${networkId}`;
  await tx.query`DELETE FROM tier_figures WHERE network_id = ${networkId}`;
  await tx.query(
    `UPDATE event_cursors SET epoch = DEFAULT, xid = DEFAULT, id = DEFAULT, moved_at = ledger_now()
     WHERE network_id = $1 AND subscriber = '${SUBSCRIBER}'`,
    [networkId],
  );
}
