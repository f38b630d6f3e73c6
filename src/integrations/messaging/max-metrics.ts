import { Injectable } from '@nestjs/common';
import { Gauge, register } from '../../platform/telemetry/metrics';

const LOST = 'loyalty_max_webhooks_lost';
/** After this long without a look of this process, another one has looked since. */
const SEEN_WITHIN_MS = 20 * 60_000;

/** How many bots in MAX do not bring their updates. */
@Injectable()
export class MaxMetrics {
  private last = { lost: 0, seenAt: 0 };

  constructor() {
    const read = (): number => this.lost();
    register.removeSingleMetric(LOST);
    new Gauge({
      name: LOST,
      help: 'Bots in MAX whose updates do not come and could not be subscribed again.',
      collect(): void {
        this.set(read());
      },
    });
  }

  noteLost(lost: number): void {
    this.last = { lost, seenAt: performance.now() };
  }

  private lost(): number {
    return performance.now() - this.last.seenAt > SEEN_WITHIN_MS ? 0 : this.last.lost;
  }
}
