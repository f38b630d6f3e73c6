import { Global, Module } from '@nestjs/common';
import { Clock } from '../clock/clock';
import { ClockKeeper } from './clock-keeper';
import { Database } from './database';
import { DatabaseGuard } from './database-guard';
import { DatabaseMetrics } from './database-metrics';
import { EpochKeeper } from './epoch-keeper';
import { Notifications } from './notifications';

@Global()
@Module({
  providers: [Database, Clock, ClockKeeper, DatabaseGuard, DatabaseMetrics, EpochKeeper, Notifications],
  exports: [Database, Clock, DatabaseGuard, EpochKeeper, Notifications],
})
export class DatabaseModule {}
