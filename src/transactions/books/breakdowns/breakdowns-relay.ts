import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Database, type NamedStatement, type Tx } from '../../../platform/database/database';
import type { LogFollower, LogPage } from '../../jobs/log-follower';
import { LogReader } from '../../jobs/log-reader';
import { dropFigures, MOST_ITEMS, SUBSCRIBER } from './breakdowns.sql';

export const TAKE: NamedStatement = {
  name: 'breakdowns_take',
  text: 'SELECT breakdowns_take($1, $2::uuid[], $3::text[], $4)::text AS taken',
};

/** How many pages a reader counts at most before it answers. */
const MOST_PAGES = 4;

/**
 * Counts acts into `item_figures`, `item_sums` and `tier_figures`. The counting transaction also moves the cursor, so
 * each act counts once. A network without a cursor is counted from its first act.
 */
@Injectable()
export class BreakdownsRelay implements LogFollower, OnModuleInit {
  readonly subscriber = SUBSCRIBER;

  constructor(
    private readonly database: Database,
    private readonly log: LogReader,
  ) {}

  onModuleInit(): void {
    this.log.register(this);
  }

  async follow(tx: Tx, networkId: string, { ids, types }: LogPage): Promise<boolean> {
    await tx.call(TAKE, [networkId, ids, types, MOST_ITEMS]);
    return true;
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
