import path from 'node:path';
import { type DynamicModule, Global, type INestApplicationContext, Module, type Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { HostNetworks } from './configuration';
import { ConfigurationModule } from './configuration/configuration.module';
import { IdentityModule } from './identity/identity.module';
import { CellsModule } from './integrations';
import { IntegrationsModule } from './integrations/integrations.module';
import { MarketingModule } from './marketing/marketing.module';
import { loadExtensions } from './platform/extensions/load-extensions';
import { DatabaseModule } from './platform/database/database.module';
import { ONLY_READS } from './platform/database/epoch-keeper';
import { settings } from './platform/settings/settings';
import { Homes } from './platform/homes/homes';
import { OneHomeModule } from './platform/homes/homes.module';
import { HealthModule } from './platform/health/health.module';
import { Admission } from './platform/http/admission';
import { makeHttpAdapter } from './platform/http/adapter';
import { furnishHttpDoor } from './platform/http/http-door';
import { HttpModule } from './platform/http/http.module';
import { KeyedModule } from './platform/http/idempotency/keyed.module';
import { servePages } from './platform/http/web-pages';
import { OpenApiModule } from './platform/openapi/openapi.module';
import { QueueModule } from './platform/queue/queue.module';
import { SpoolModule } from './platform/spool/spool.module';
import { processLogger } from './platform/telemetry/logger';
import { TelemetryModule } from './platform/telemetry/telemetry.module';
import { Pii, requireFormOfKeys } from './security';
import { SecurityModule } from './security/security.module';
import { SubscriptionsModule } from './subscriptions/subscriptions.module';
import { TransactionsModule } from './transactions/transactions.module';

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
    SpoolModule,
    HealthModule,
    HttpModule,
    settings.cell === undefined ? OneHomeModule : CellsModule,
    OpenApiModule,
    keyedCalls,
    SecurityModule,
    IdentityModule,
    ConfigurationModule,
    TransactionsModule,
    MarketingModule,
    SubscriptionsModule,
    IntegrationsModule,
  ],
})
export class AppModule {}

@Global()
@Module({ providers: [{ provide: ONLY_READS, useValue: true }], exports: [ONLY_READS] })
class OnlyReadsModule {}

export interface AppOptions {
  /** Modules beside the application: routes that only tests have. */
  readonly root?: Type;
  /** Where the built pages lie. */
  readonly pages?: string;
  /** Packages to load beside the application; by default those that `EXTENSIONS` names. */
  readonly extensions?: readonly string[];
}

/** The whole application with its HTTP door, not yet listening. A failure to start is thrown, never an exit. */
export async function createApp({
  root = AppModule,
  pages = 'dist/web',
  extensions,
}: AppOptions = {}): Promise<NestFastifyApplication> {
  requireFormOfKeys();
  const admission = new Admission();
  const whole = await withExtensions(root, extensions);
  const app = await NestFactory.create<NestFastifyApplication>(whole, makeHttpAdapter(admission), {
    abortOnError: false,
    bodyParser: false,
    logger: processLogger(),
  });
  furnishHttpDoor(app, admission);
  await app.get(Homes).register(app.getHttpAdapter().getInstance());
  const hosts = app.get(HostNetworks);
  servePages(app, path.resolve(pages), (host) => hosts.findCode(host));
  return app;
}

export interface ContextOptions {
  /** For commands that only look at the database: the start changes nothing in it. */
  readonly onlyReads?: boolean;
}

/** The same modules without a door, for commands and for processes that only work. */
export async function createContext({ onlyReads = false }: ContextOptions = {}): Promise<INestApplicationContext> {
  requireFormOfKeys();
  const whole = await withExtensions(AppModule);
  const root: DynamicModule = { module: whole, imports: onlyReads ? [OnlyReadsModule] : [] };
  return NestFactory.createApplicationContext(root, { abortOnError: false, logger: processLogger() });
}

/** Adds the packages last, so that the API document lists their operations after the server's own. */
async function withExtensions(root: Type, names?: readonly string[]): Promise<Type> {
  const extensions = await loadExtensions(names);
  @Module({ imports: [root, ...extensions.map(({ module }) => module)] })
  class Whole {}
  return Whole;
}
