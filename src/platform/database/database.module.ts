import { Global, Module } from '@nestjs/common';
import { Clock } from '../clock/clock';
import { Database } from './database';
import { Notifications } from './notifications';

@Global()
@Module({ providers: [Database, Clock, Notifications], exports: [Database, Clock, Notifications] })
export class DatabaseModule {}
