import { Module } from '@nestjs/common';
import { ConfigurationModule } from '../../configuration/configuration.module';
import { SecurityModule } from '../../security/security.module';
import { OwnSectionsController } from './own-sections.controller';
import { OwnSectionsQuery } from './own-sections.query';

/** Answers to the guests' pages that combine several capabilities. */
@Module({
  imports: [ConfigurationModule, SecurityModule],
  controllers: [OwnSectionsController],
  providers: [OwnSectionsQuery],
})
export class CabinetModule {}
