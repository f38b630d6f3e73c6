import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { ConfigurationModule } from '../../configuration/configuration.module';
import { Bucket } from '../../platform/files/bucket';
import { handlersOf } from '../../platform/http/handlers-of';
import { SecurityModule } from '../../security/security.module';
import { FactPages } from '../facts/fact-pages';
import * as bucketExports from './bucket-exports';
import { ExportsController } from './exports.controller';
import { FactExports } from './fact-exports.query';
import { FactFolders } from './fact-folders';

/** Exports of a network's facts as files for other programs. */
@Module({
  imports: [CqrsModule, ConfigurationModule, SecurityModule],
  controllers: [ExportsController],
  providers: [Bucket, FactPages, FactExports, FactFolders, ...handlersOf(bucketExports)],
})
export class ExportsModule {}
