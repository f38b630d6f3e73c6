import { Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import type { Database } from '../../platform/database/database';
import { settings } from '../../platform/settings/settings';
import { NetworkRounds, type RoundOutcome, type Rounds } from './network-rounds';

export interface JobPlan extends Pick<Rounds, 'name' | 'everyMs' | 'idleUpToMs' | 'atOnce'> {
  /** What the log says when a piece of work failed. */
  readonly failure: string;
}

/** Work that is done for every network in pieces, again and again, while the process has workers. */
export abstract class NetworkJob implements OnApplicationBootstrap, OnModuleDestroy {
  protected readonly rounds: NetworkRounds;

  protected constructor(database: Database, { failure, ...plan }: JobPlan) {
    const logger = new Logger(new.target.name);
    this.rounds = new NetworkRounds(database, {
      ...plan,
      work: (networkId) => this.doNext(networkId),
      onError: (networkId, error) => logger.error({ message: failure, networkId, error }),
    });
  }

  /** The next bounded piece of one network. */
  abstract doNext(networkId: string): Promise<RoundOutcome>;

  onApplicationBootstrap(): void | Promise<void> {
    if (settings.workers) this.rounds.start();
  }

  onModuleDestroy(): Promise<void> {
    return this.rounds.stop();
  }
}
