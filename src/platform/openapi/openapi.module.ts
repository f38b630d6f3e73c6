import path from 'node:path';
import { Module } from '@nestjs/common';
import { ApiFiles } from './api-files';
import { ApiFilesController } from './api-files.controller';
import { WebhookDescriptions } from './webhook-descriptions';

@Module({
  controllers: [ApiFilesController],
  providers: [{ provide: ApiFiles, useFactory: () => new ApiFiles(path.resolve('dist')) }, WebhookDescriptions],
  exports: [WebhookDescriptions],
})
export class OpenApiModule {}
