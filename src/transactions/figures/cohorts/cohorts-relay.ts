import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { Tx } from '../../../platform/database/database';
import { isBehind } from '../../jobs/log-behind.sql';
import type { TakingFollower, TakingPart } from '../../jobs/log-follower';
import { LogReader } from '../../jobs/log-reader';

/** The name of the cursor in `event_cursors`. */
export const SUBSCRIBER = 'cohorts';

/** How many uncounted events the figures may lack: a few seconds at full rate. */
const MOST_LEFT_OUT = 20_000;

/**
 * Counts events into `guest_days`, `guest_cohorts` and `cohort_cells`. The counting transaction also moves the cursor,
 * so each event counts once. A network without a cursor is counted from its first event.
 */
@Injectable()
export class CohortsRelay implements TakingFollower, OnModuleInit {
  readonly subscriber = SUBSCRIBER;

  constructor(private readonly log: LogReader) {}

  onModuleInit(): void {
    this.log.register(this);
  }

  take(): Promise<TakingPart> {
    return Promise.resolve({ taken: 'cohorts_take($1, page.acts)::text IS NOT NULL' });
  }

  /** Whether days and visits of guests are counted but for the last moments. If not, a reader counts guests from the sales. */
  async areCounted(tx: Tx, networkId: string): Promise<boolean> {
    return !(await isBehind(tx, networkId, SUBSCRIBER, MOST_LEFT_OUT));
  }

  /** Counts some pages, so that managers see their newest sales. False: more pages are left. */
  catchUp(networkId: string): Promise<boolean> {
    return this.log.advanceSome(networkId, this);
  }
}
