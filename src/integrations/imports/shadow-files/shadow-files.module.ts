import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { ConfigurationModule } from '../../../configuration/configuration.module';
import { handlersOf } from '../../../platform/http/handlers-of';
import { SecurityModule } from '../../../security/security.module';
import { GuestFilesModule } from '../guest-files/guest-files.module';
import * as shadowFileCommands from './shadow-file.commands';
import { ShadowFileSteps } from './shadow-file-steps';
import { ShadowFilesController } from './shadow-files.controller';
import { ShadowFilesQuery } from './shadow-files.query';

/** Files of receipts and balances for the shadow run, uploaded as files of guests are. */
@Module({
  imports: [CqrsModule, SecurityModule, ConfigurationModule, GuestFilesModule],
  controllers: [ShadowFilesController],
  providers: [ShadowFileSteps, ShadowFilesQuery, ...handlersOf(shadowFileCommands)],
})
export class ShadowFilesModule {}
