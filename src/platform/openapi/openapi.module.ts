import { Module } from '@nestjs/common';
import { ApiDocument } from './api-document';
import { ApiDocumentController } from './api-document.controller';
import { WebhookDescriptions } from './webhook-descriptions';

@Module({
  controllers: [ApiDocumentController],
  providers: [ApiDocument, WebhookDescriptions],
  exports: [WebhookDescriptions],
})
export class OpenApiModule {}
