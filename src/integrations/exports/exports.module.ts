import { Module } from '@nestjs/common';
import { ConfigurationModule } from '../../configuration/configuration.module';
import { Bucket } from '../../platform/files/bucket';
import { SecurityModule } from '../../security/security.module';
import { FactPages } from '../facts/fact-pages';
import { ExportsController } from './exports.controller';
import { FactExports } from './fact-exports.query';
import { FactFolders } from './fact-folders';

/** Facts of a network as files for other programs. */
@Module({
  imports: [ConfigurationModule, SecurityModule],
  controllers: [ExportsController],
  providers: [Bucket, FactPages, FactExports, FactFolders],
})
export class ExportsModule {}
