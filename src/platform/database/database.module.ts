import { Global, Module } from '@nestjs/common';
import { Clock } from '../clock/clock';
import { ClockKeeper } from './clock-keeper';
import { Database } from './database';
import { EpochKeeper } from './epoch-keeper';
import { Notifications } from './notifications';

@Global()
@Module({
  providers: [Database, Clock, ClockKeeper, EpochKeeper, Notifications],
  exports: [Database, Clock, EpochKeeper, Notifications],
})
export class DatabaseModule {}
