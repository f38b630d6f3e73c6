import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { handlersOf } from '../../platform/http/handlers-of';
import { ConfigurationModule } from '../../configuration/configuration.module';
import { IdentityModule } from '../../identity/identity.module';
import { MarketingModule } from '../../marketing/marketing.module';
import { SecurityModule } from '../../security/security.module';
import { TransactionsModule } from '../../transactions/transactions.module';
import { SandboxController } from './sandbox.controller';
import { NetworkCopies } from './network-copies';
import { EnterSandboxHandler } from './enter-sandbox.command';
import { FilledSandboxes } from './filled-sandboxes';
import { SandboxDesk } from './sandbox-desk';

/** The sandbox of a network, and the copies that stand beside one. */
@Module({
  imports: [CqrsModule, SecurityModule, ConfigurationModule, IdentityModule, TransactionsModule, MarketingModule],
  controllers: [SandboxController],
  providers: [FilledSandboxes, NetworkCopies, ...handlersOf(SandboxDesk, EnterSandboxHandler)],
  exports: [NetworkCopies, SandboxDesk],
})
export class SandboxModule {}
