import { Module } from '@nestjs/common';
import { ConfigurationModule } from '../../configuration/configuration.module';
import { SecurityModule } from '../../security/security.module';
import { FactPages } from '../facts/fact-pages';
import { ExportsController } from './exports.controller';
import { FactExports } from './fact-exports.query';

/** Facts of a network as files for other programs. */
@Module({
  imports: [ConfigurationModule, SecurityModule],
  controllers: [ExportsController],
  providers: [FactPages, FactExports],
})
export class ExportsModule {}
