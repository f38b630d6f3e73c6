import { Global, Module, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { collectProcessMetrics } from './http-metrics';
import { Logger } from './logger';
import { startTracing, stopTracing } from './tracing';

@Global()
@Module({ providers: [{ provide: Logger, useFactory: () => new Logger() }], exports: [Logger] })
export class TelemetryModule implements OnModuleInit, OnApplicationShutdown {
  async onModuleInit(): Promise<void> {
    collectProcessMetrics();
    await startTracing();
  }

  onApplicationShutdown(): Promise<void> {
    return stopTracing();
  }
}
