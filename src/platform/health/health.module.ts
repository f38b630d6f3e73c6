import { Global, Module, type OnModuleInit } from '@nestjs/common';
import { listCutOff } from '../database/cut-off-statements';
import { Database } from '../database/database';
import { DatabaseGuard } from '../database/database-guard';
import { EpochKeeper } from '../database/epoch-keeper';
import { Departure } from '../http/departure';
import { JobQueue } from '../queue/job-queue';
import { QUEUE_KIND } from '../queue/queue-connection';
import { settings } from '../settings/settings';
import { registerBackupMetrics } from './backup-metrics';
import { Health } from './health';
import { HealthController } from './health.controller';
import { MetricsController } from './metrics.controller';

@Global()
@Module({ controllers: [HealthController, MetricsController], providers: [Health], exports: [Health] })
export class HealthModule implements OnModuleInit {
  constructor(
    private readonly health: Health,
    private readonly database: Database,
    private readonly guard: DatabaseGuard,
    private readonly epochs: EpochKeeper,
    private readonly queue: JobQueue,
    private readonly departure: Departure,
  ) {}

  onModuleInit(): void {
    registerBackupMetrics();
    this.health.register('server', true, () =>
      Promise.resolve(this.departure.leavesAddress ? { status: 'down', stopping: true } : { status: 'up' }),
    );
    this.health.register('database', true, async () => {
      const warnings = await this.guard.durabilityWarnings();
      return { status: 'up', ...(warnings.length > 0 && { warnings }) };
    });
    this.health.register('statements', false, () => {
      const cutOff = listCutOff();
      return Promise.resolve(cutOff.length === 0 ? { status: 'up' } : { status: 'down', cutOff });
    });
    this.health.register('replica', false, () => {
      const state = this.database.replicaState;
      if (state === undefined) return Promise.resolve({ status: 'off' });
      return Promise.resolve({ status: state.isFit ? 'up' : 'down', lagMs: state.lagMs });
    });
    this.health.register('disk', true, async () => ({ status: (await this.database.hasRoom()) ? 'up' : 'down' }));
    this.health.register('epochs', true, async () => {
      const due = await this.epochs.listDueLately();
      return due.length === 0 ? { status: 'up' } : { status: 'down', networks: due.length };
    });
    this.health.register('queue', false, async () => {
      const state = await this.queue.state();
      if (state === null) return { status: 'off', kind: QUEUE_KIND };
      const { isRunning, ...rest } = state;
      return { status: isRunning ? 'up' : 'down', kind: QUEUE_KIND, ...rest };
    });
    const workers = settings.workers ? 'up' : 'off';
    this.health.register('workers', false, () => Promise.resolve({ status: workers }));
    const traces = settings.traceEndpoint === undefined ? 'off' : 'up';
    this.health.register('traces', false, () => Promise.resolve({ status: traces }));
  }
}
