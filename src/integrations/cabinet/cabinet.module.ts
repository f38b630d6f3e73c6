import { Module } from '@nestjs/common';
import { ConfigurationModule } from '../../configuration/configuration.module';
import { SecurityModule } from '../../security/security.module';
import { OwnSectionsController } from './own-sections.controller';

/** Answers to the pages of guests that come from several capabilities at once. */
@Module({
  imports: [ConfigurationModule, SecurityModule],
  controllers: [OwnSectionsController],
})
export class CabinetModule {}
