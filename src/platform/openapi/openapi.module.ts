import { Module } from '@nestjs/common';
import { ApiDocument } from './api-document';
import { ApiDocumentController } from './api-document.controller';

@Module({ controllers: [ApiDocumentController], providers: [ApiDocument] })
export class OpenApiModule {}
