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
import { StartShadowHandler } from './start-shadow.command';
import { EndShadowHandler } from './end-shadow.command';
import { ShadowRestaurantsHandlers } from './shadow-restaurants.commands';
import { UseShadowProgramHandler } from './use-shadow-program.command';
import { TakeShadowReceiptsHandler } from './take-shadow-receipts.command';
import { ShadowGroupsHandlers } from './shadow-groups.commands';
import { ShadowChanges } from './shadow-changes';
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
  providers: [
    ShadowChanges,
    ShadowQuery,
    ShadowIntake,
    ToldReceipts,
    ...handlersOf(
      StartShadowHandler,
      EndShadowHandler,
      ShadowRestaurantsHandlers,
      UseShadowProgramHandler,
      TakeShadowReceiptsHandler,
      ShadowGroupsHandlers,
    ),
  ],
})
export class ShadowModule {}
