import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { ConfigurationModule } from '../../configuration/configuration.module';
import { IdentityModule } from '../../identity/identity.module';
import { SecurityModule } from '../../security/security.module';
import * as privacyCommands from './privacy.commands';
import { handlersOf } from '../../platform/http/handlers-of';
import { ErasureJob } from './erasure.job';
import { Persons } from './person';
import { ReadPersonalData } from './personal-data.query';
import { ReadPageReading } from './page-reading.query';
import { PrivacyController } from './privacy.controller';

/** Export and erasure of everything about a person. */
@Module({
  imports: [CqrsModule, SecurityModule, ConfigurationModule, IdentityModule],
  controllers: [PrivacyController],
  providers: [Persons, ReadPersonalData, ReadPageReading, ErasureJob, ...handlersOf(privacyCommands)],
})
export class PrivacyModule {}
