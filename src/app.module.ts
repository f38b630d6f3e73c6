import path from 'node:path';
import { type INestApplicationContext, Module, type Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { ConfigurationModule } from './configuration';
import { IdentityModule } from './identity';
import { IntegrationsModule } from './integrations';
import { MarketingModule } from './marketing';
import { DatabaseModule } from './platform/database/database.module';
import { HealthModule } from './platform/health/health.module';
import { makeHttpAdapter } from './platform/http/adapter';
import { furnishHttpDoor } from './platform/http/http-door';
import { HttpModule } from './platform/http/http.module';
import { KeyedModule } from './platform/http/idempotency/keyed.module';
import { servePages } from './platform/http/web-pages';
import { serveApiDescription } from './platform/openapi/openapi';
import { QueueModule } from './platform/queue/queue.module';
import { processLogger } from './platform/telemetry/logger';
import { TelemetryModule } from './platform/telemetry/telemetry.module';
import { Pii, requireFormOfKeys, SecurityModule } from './security';
import { TransactionsModule } from './transactions';

/** Kept answers may name people, so they lie closed under the keys of personal data. */
const keyedCalls = KeyedModule.withCipher({
  inject: [Pii],
  useFactory: (pii: Pii) => ({
    seal: (networkId, text) => pii.encrypt(networkId, 'answer', text),
    open: (networkId, blob) => pii.decrypt(networkId, 'answer', blob),
  }),
});

@Module({
  imports: [
    TelemetryModule,
    DatabaseModule,
    QueueModule,
    HealthModule,
    HttpModule,
    keyedCalls,
    SecurityModule,
    IdentityModule,
    ConfigurationModule,
    TransactionsModule,
    MarketingModule,
    IntegrationsModule,
  ],
})
export class AppModule {}

export interface AppOptions {
  /** What stands around the application: the tests' own routes beside it. */
  readonly root?: Type;
  /** Where the built pages lie. */
  readonly pages?: string;
}

/** The whole application with its HTTP door, not yet listening. A failure to start is thrown, never an exit. */
export async function createApp({
  root = AppModule,
  pages = 'dist/web',
}: AppOptions = {}): Promise<NestFastifyApplication> {
  requireFormOfKeys();
  const app = await NestFactory.create<NestFastifyApplication>(root, makeHttpAdapter(), {
    abortOnError: false,
    bodyParser: false,
    logger: processLogger(),
  });
  furnishHttpDoor(app);
  serveApiDescription(app);
  servePages(app, path.resolve(pages));
  return app;
}

/** The same modules without a door, for commands and for processes that only work. */
export async function createContext(): Promise<INestApplicationContext> {
  requireFormOfKeys();
  return NestFactory.createApplicationContext(AppModule, { abortOnError: false, logger: processLogger() });
}
