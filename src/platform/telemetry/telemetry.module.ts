import { Global, Module } from '@nestjs/common';
import { Logger } from './logger';

@Global()
@Module({ providers: [{ provide: Logger, useFactory: () => new Logger() }], exports: [Logger] })
export class TelemetryModule {}
