import { Injectable, type OnModuleInit } from '@nestjs/common';
import { MaxBots, NetworkBots } from '../../identity';
import { inBackground } from '../../platform/database/in-background';
import type { JobRun } from '../../platform/queue/job-kind';
import { JobQueue } from '../../platform/queue/job-queue';
import { Logger } from '../../platform/telemetry/logger';
import { ConfiguredProviders } from './configured-providers';
import { MaxMetrics } from './max-metrics';
import { webhookUrl } from './own-bot.commands';

/** MAX ends a subscription after 8 hours without an answer, and does not say so. */
const EVERY_MS = 600_000;
const AT_ONCE = 500;
const FIRST_ID = '00000000-0000-0000-0000-000000000000';

/**
 * Asks MAX for each connected bot whether its updates come here, and subscribes again where they do not. The first look is at the start. A loss that stays
 * stands on the page of the bot and in a metric.
 */
@Injectable()
export class MaxWebhooks implements OnModuleInit {
  constructor(
    private readonly jobs: JobQueue,
    private readonly bots: NetworkBots,
    private readonly maxBots: MaxBots,
    private readonly providers: ConfiguredProviders,
    private readonly logger: Logger,
    private readonly metrics: MaxMetrics,
  ) {}

  onModuleInit(): void {
    if (this.providers.max === undefined) return;
    this.jobs.define(this, (job) => ({ name: 'max-webhooks', everyMs: EVERY_MS, run: (run) => job.checkAll(run) }));
  }

  async checkAll({ signal }: Pick<JobRun, 'signal'>): Promise<void> {
    let lost = 0;
    for (let after: string | undefined = FIRST_ID; after !== undefined;) {
      const networks: readonly string[] = await inBackground(this.maxBots).listNetworks(after, AT_ONCE);
      for (const networkId of networks) {
        if (signal.aborted) return;
        if (!(await this.check(networkId))) lost += 1;
      }
      after = networks[AT_ONCE - 1];
    }
    this.metrics.noteLost(lost);
  }

  /** Returns whether updates of the network's bot come. */
  private async check(networkId: string): Promise<boolean> {
    const { max } = this.providers;
    const bot = await inBackground(this.bots).find('MAX', networkId);
    const url = webhookUrl('MAX', networkId);
    if (max === undefined || bot === null || url === undefined) return true;
    const has = await max.hasWebhook(bot.token, url);
    const failure = has === true ? null : has === false ? await this.subscribe(networkId, bot.token, url) : has;
    await inBackground(this.maxBots).noteWebhook(networkId, failure);
    if (has !== true) this.logger.event('error', 'updates of a bot in MAX did not come', { networkId, failure });
    return failure === null;
  }

  /** Null: MAX took the subscription. */
  private async subscribe(networkId: string, token: string, url: string): Promise<string | null> {
    try {
      await this.providers.max?.setWebhook(token, url, this.bots.webhookSecretOf(networkId, token));
      return null;
    } catch {
      return 'max subscription refused';
    }
  }
}
