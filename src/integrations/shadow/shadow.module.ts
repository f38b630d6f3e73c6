import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { ConfigurationModule } from '../../configuration/configuration.module';
import { IdentityModule } from '../../identity/identity.module';
import { handlersOf } from '../../platform/http/handlers-of';
import { SecurityModule } from '../../security/security.module';
import { TransactionsModule } from '../../transactions/transactions.module';
import { ToldReceipts } from '../imports';
import { SandboxModule } from '../sandbox/sandbox.module';
import { ShadowReceiptsModule } from '../shadow-receipts/shadow-receipts.module';
import * as shadowCommands from './shadow.commands';
import { ShadowController } from './shadow.controller';
import { ShadowIntake } from './shadow-intake';
import { ShadowQuery } from './shadow.query';

/** The shadow run of a network. */
@Module({
  imports: [
    CqrsModule,
    SecurityModule,
    ConfigurationModule,
    IdentityModule,
    TransactionsModule,
    SandboxModule,
    ShadowReceiptsModule,
  ],
  controllers: [ShadowController],
  providers: [ShadowQuery, ShadowIntake, ToldReceipts, ...handlersOf(shadowCommands)],
})
export class ShadowModule {}
