import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Database, type NamedStatement } from '../../../platform/database/database';
import type { TakingFollower, TakingPart } from '../../jobs/log-follower';
import { LogReader } from '../../jobs/log-reader';
import { ACTS_OF_PAGE } from '../../jobs/log-taking';
import { dropFigures, MOST_ITEMS, SUBSCRIBER } from './breakdowns.sql';

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
