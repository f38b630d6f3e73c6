import { Global, Module } from '@nestjs/common';
import { Clock } from '../clock/clock';
import { Database } from './database';

@Global()
@Module({ providers: [Database, Clock], exports: [Database, Clock] })
export class DatabaseModule {}
