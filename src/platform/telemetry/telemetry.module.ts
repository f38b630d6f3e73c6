import { Global, Module, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { collectProcessMetrics } from './http-metrics';
import { Logger, processLogger } from './logger';
import { startTracing, stopTracing } from './tracing';

@Global()
@Module({ providers: [{ provide: Logger, useFactory: processLogger }], exports: [Logger] })
export class TelemetryModule implements OnModuleInit, OnApplicationShutdown {
  async onModuleInit(): Promise<void> {
    collectProcessMetrics();
    await startTracing();
  }

  onApplicationShutdown(): Promise<void> {
    return stopTracing();
  }
}
