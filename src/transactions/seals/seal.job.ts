import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { Database } from '../../platform/database/database';
import { settings } from '../../platform/settings/settings';
import { NetworkRounds } from '../relay/network-rounds';
import { SEAL_AT_MOST, Sealer } from './sealer';

const EVERY_MS = 5_000;
const IDLE_UP_TO_MS = 30_000;

/** Keeps every network's journal sealed while the process has workers. */
@Injectable()
export class SealJob implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger(SealJob.name);
  private readonly rounds: NetworkRounds;

  constructor(database: Database, sealer: Sealer) {
    this.rounds = new NetworkRounds(database, {
      name: 'seals',
      everyMs: EVERY_MS,
      idleUpToMs: IDLE_UP_TO_MS,
      work: async (networkId) => {
        const seal = await sealer.sealNext(networkId);
        await sealer.keepHeadOutside(networkId);
        if (seal === undefined) return 'idle';
        return seal.transactions === SEAL_AT_MOST ? 'more' : 'done';
      },
      onError: (networkId, error) => this.logger.error({ message: 'sealing failed', networkId, error }),
    });
  }

  onApplicationBootstrap(): void {
    if (settings.workers) this.rounds.start();
  }

  onModuleDestroy(): Promise<void> {
    return this.rounds.stop();
  }
}
