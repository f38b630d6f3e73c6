import { Module, type INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { ConfigurationModule } from './configuration';
import { IdentityModule } from './identity';
import { DatabaseModule } from './platform/database/database.module';
import { API_PREFIX, makeHttpAdapter, ROUTES_WITHOUT_PREFIX } from './platform/http/adapter';
import { HttpModule } from './platform/http/http.module';
import { SecurityModule } from './security';
import { TransactionsModule } from './transactions';

@Module({
  imports: [DatabaseModule, HttpModule, SecurityModule, IdentityModule, ConfigurationModule, TransactionsModule],
})
export class AppModule {}

/** The whole application with its HTTP door, not yet listening. A failure to start is thrown, never an exit. */
export async function createApp(): Promise<NestFastifyApplication> {
  const app = await NestFactory.create<NestFastifyApplication>(AppModule, makeHttpAdapter(), {
    abortOnError: false,
    bodyParser: false,
    logger: ['error', 'warn'],
  });
  app.setGlobalPrefix(API_PREFIX, { exclude: ROUTES_WITHOUT_PREFIX });
  return app;
}

/** The same modules without a door, for commands and for processes that only work. */
export function createContext(): Promise<INestApplicationContext> {
  return NestFactory.createApplicationContext(AppModule, { abortOnError: false, logger: ['error', 'warn'] });
}
