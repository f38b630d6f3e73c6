import { Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { Networks } from '../../configuration';
import { JobQueue } from '../../platform/queue/job-queue';
import { ClosedNetworkPlans } from '../subscription/closed-network-plans';

const EVERY_MS = 3_600_000;
/** As long as the link of the letter is good. */
const UNUSED_FOR_SECONDS = 72 * 60 * 60;

/** Closes networks that signed up by themselves and whose manager never set a password, and ends their plans. */
@Injectable()
export class UnusedSignUpsJob implements OnModuleInit {
  private readonly logger = new Logger(UnusedSignUpsJob.name);

  constructor(
    private readonly networks: Networks,
    private readonly jobs: JobQueue,
    private readonly plans: ClosedNetworkPlans,
  ) {}

  onModuleInit(): void {
    this.jobs.define(this, (job) => ({ name: 'unused-sign-ups', everyMs: EVERY_MS, run: () => job.closeUnused() }));
  }

  async closeUnused(): Promise<void> {
    const closed = await this.networks.closeUnused(UNUSED_FOR_SECONDS);
    if (closed.length > 0) this.logger.log({ message: 'unused networks closed', closed });
    await this.plans.endAll();
  }
}
