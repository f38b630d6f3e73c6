import { Module } from '@nestjs/common';
import { ConfigurationModule } from '../../configuration';
import { SecurityModule } from '../../security';
import { OwnSectionsController } from './own-sections.controller';

/** What the pages of guests ask of several capabilities at once. */
@Module({
  imports: [ConfigurationModule, SecurityModule],
  controllers: [OwnSectionsController],
})
export class CabinetModule {}
