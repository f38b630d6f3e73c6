import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { NamedStatement, Tx } from '../../platform/database/database';
import type { LogPage, TakingFollower, TakingPart } from './log-follower';
import { LogReader } from './log-reader';
import { ACTS_OF_PAGE } from './log-taking';
import { RelayMetrics } from './relay-metrics';

/** Counts events without a reader of the log: again, or late. */
export const TAKE: NamedStatement = {
  name: 'figures_take',
  text: `SELECT figures_take($1, ${ACTS_OF_PAGE}, $3, $4::uuid[], $5)::text AS taken`,
};

/**
 * Turns events into `daily_figures`, `hourly_figures` and `cashier_figures`. The cursor moves in the transaction that counts,
 * so each event counts once. A reader of figures has them counted up to now first (`catchUp`).
 */
@Injectable()
export class FiguresRelay implements TakingFollower, OnModuleInit {
  readonly subscriber = 'figures';

  constructor(
    private readonly log: LogReader,
    private readonly metrics: RelayMetrics,
  ) {}

  onModuleInit(): void {
    this.log.register(this);
  }

  take(_tx: Tx, _networkId: string, page: LogPage, add: (value: unknown) => string): Promise<TakingPart> {
    this.metrics.counted(page.ids.length);
    return Promise.resolve({
      taken: `figures_take($1, page.acts, $3, ${add(page.subjectIds)}::uuid[], false)::text IS NOT NULL`,
    });
  }

  /** Counts what is below the watermark, so that who asks for figures sees their own sales in them. */
  async catchUp(networkId: string): Promise<void> {
    while ((await this.log.advanceOne(networkId, this)) === 'more');
  }
}
