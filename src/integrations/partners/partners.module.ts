import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { handlersOf } from '../../platform/http/handlers-of';
import { PARTNER_LIMITS } from '../../configuration';
import { ConfigurationModule } from '../../configuration/configuration.module';
import { IdentityModule } from '../../identity/identity.module';
import { SecurityModule } from '../../security/security.module';
import { TransactionsModule } from '../../transactions/transactions.module';
import * as partnersCommands from './partners.commands';
import { OwnPartnersController } from './own-partners.controller';
import { PartnerCallsController } from './partner-calls.controller';
import { PartnerPoints } from './partner-points';
import { Partners } from './partners';
import { PartnersController } from './partners.controller';

/** Partners: other businesses that give and take the network's points, and what partner and network owe each other. */
@Module({
  imports: [CqrsModule, ConfigurationModule, IdentityModule, SecurityModule, TransactionsModule],
  controllers: [OwnPartnersController, PartnerCallsController, PartnersController],
  providers: [
    ...handlersOf(partnersCommands),
    Partners,
    { provide: PARTNER_LIMITS, useExisting: Partners },
    PartnerPoints,
  ],
  exports: [Partners],
})
export class PartnersModule {}
