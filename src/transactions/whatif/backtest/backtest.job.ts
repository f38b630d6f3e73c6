import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { Database } from '../../../platform/database/database';
import { Notifications } from '../../../platform/database/notifications';
import { settings } from '../../../platform/settings/settings';
import { NetworkRounds, type RoundOutcome } from '../../jobs/network-rounds';
import { BacktestRuns } from './backtest-runs';
import { BACKTESTS_CHANNEL } from './backtests.sql';

const EVERY_MS = 5_000;
const IDLE_UP_TO_MS = 60_000;

/**
 * Runs the backtests that wait, one at a time in a process. Whoever asks for one is heard at once; the rounds find
 * what nobody heard of, and runs that were cut off. A process that ends gives its run back.
 */
@Injectable()
export class BacktestJob implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger(BacktestJob.name);
  private readonly ending = new AbortController();
  private readonly rounds: NetworkRounds;
  /** What runs now, and what was heard of since: each begins when the one before it has ended. */
  private last: Promise<unknown> = Promise.resolve();

  constructor(
    database: Database,
    private readonly notifications: Notifications,
    private readonly runs: BacktestRuns,
  ) {
    this.rounds = new NetworkRounds(database, {
      name: 'backtests',
      everyMs: EVERY_MS,
      idleUpToMs: IDLE_UP_TO_MS,
      work: (networkId) => this.inTurn(networkId),
      onError: (networkId, error) => this.tell(networkId, error),
    });
  }

  async onApplicationBootstrap(): Promise<void> {
    if (!settings.workers) return;
    await this.notifications.listen(BACKTESTS_CHANNEL, {
      onMessage: (networkId) => void this.inTurn(networkId).catch((error: unknown) => this.tell(networkId, error)),
      // What was missed the rounds find.
      onGap: () => undefined,
    });
    this.rounds.start();
  }

  async onModuleDestroy(): Promise<void> {
    this.ending.abort();
    await this.rounds.stop();
    await this.last;
  }

  private inTurn(networkId: string): Promise<RoundOutcome> {
    const turn = this.last.then(() => this.runNext(networkId));
    this.last = turn.catch(() => undefined);
    return turn;
  }

  private async runNext(networkId: string): Promise<RoundOutcome> {
    const { signal } = this.ending;
    if (signal.aborted) return 'idle';
    return (await this.runs.runNext(networkId, { signal })) ? 'more' : 'idle';
  }

  private tell(networkId: string | null, error: unknown): void {
    this.logger.error({ message: 'a backtest failed', networkId, error });
  }
}
