import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { ConfigurationModule } from '../../configuration';
import { IdentityModule } from '../../identity';
import { MarketingModule } from '../../marketing';
import { SecurityModule } from '../../security';
import { TransactionsModule } from '../../transactions';
import { ClearSandboxHandler, CreateSandboxHandler, EnterSandboxHandler } from './sandbox.commands';
import { SandboxController } from './sandbox.controller';
import { SandboxDesk } from './sandbox-desk';

/** The sandbox of a network. */
@Module({
  imports: [CqrsModule, SecurityModule, ConfigurationModule, IdentityModule, TransactionsModule, MarketingModule],
  controllers: [SandboxController],
  providers: [SandboxDesk, CreateSandboxHandler, ClearSandboxHandler, EnterSandboxHandler],
  exports: [SandboxDesk],
})
export class SandboxModule {}
