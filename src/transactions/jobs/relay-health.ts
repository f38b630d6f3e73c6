import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Health } from '../../platform/health/health';
import { settings } from '../../platform/settings/settings';
import { RelayMetrics } from './relay-metrics';

/** A write transaction lives at most 6 s (ledger.md, rule 12), so events that wait this long wait for nothing good. */
const STUCK_SECONDS = 60;

/** The relay on the health page. Sales go on without it, so it takes no process out of service. */
@Injectable()
export class RelayHealth implements OnModuleInit {
  constructor(
    private readonly health: Health,
    private readonly metrics: RelayMetrics,
  ) {}

  onModuleInit(): void {
    this.health.register('relay', false, () => {
      if (!settings.workers) return Promise.resolve({ status: 'off' });
      const oldestSeconds = Math.round(this.metrics.oldestAgeSeconds());
      return Promise.resolve({ status: oldestSeconds < STUCK_SECONDS ? 'up' : 'down', oldestSeconds });
    });
  }
}
