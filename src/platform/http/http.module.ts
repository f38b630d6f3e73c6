import { Module } from '@nestjs/common';
import { APP_PIPE } from '@nestjs/core';
import { SchemaPipe } from './schema.pipe';

@Module({ providers: [{ provide: APP_PIPE, useClass: SchemaPipe }] })
export class HttpModule {}
