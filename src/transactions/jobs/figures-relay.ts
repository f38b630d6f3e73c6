import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { NamedStatement, Tx } from '../../platform/database/database';
import type { LogFollower, LogPage } from './log-follower';
import { LogReader } from './log-reader';
import { RelayMetrics } from './relay-metrics';

export const TAKE: NamedStatement = {
  name: 'figures_take',
  text: 'SELECT figures_take($1, $2::uuid[], $3::text[], $4::uuid[], $5)::text AS taken',
};

/**
 * Turns events into `daily_figures`, `hourly_figures` and `cashier_figures`. The cursor moves in the transaction that counts,
 * so each event counts once. A reader of figures has them counted up to now first (`catchUp`).
 */
@Injectable()
export class FiguresRelay implements LogFollower, OnModuleInit {
  readonly subscriber = 'figures';

  constructor(
    private readonly log: LogReader,
    private readonly metrics: RelayMetrics,
  ) {}

  onModuleInit(): void {
    this.log.register(this);
  }

  async follow(tx: Tx, networkId: string, { ids, types, subjectIds }: LogPage): Promise<boolean> {
    await tx.call(TAKE, [networkId, ids, types, subjectIds, false]);
    this.metrics.counted(ids.length);
    return true;
  }

  /** Counts what is below the watermark, so that who asks for figures sees their own sales in them. */
  async catchUp(networkId: string): Promise<void> {
    while ((await this.log.advanceOne(networkId, this)) === 'more');
  }
}
