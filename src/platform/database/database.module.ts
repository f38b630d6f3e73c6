import { Global, Module } from '@nestjs/common';
import { Clock } from '../clock/clock';
import { ClockKeeper } from './clock-keeper';
import { BackgroundDatabase, Database } from './database';
import { DatabaseGuard } from './database-guard';
import { DatabaseMetrics } from './database-metrics';
import { EpochKeeper } from './epoch-keeper';
import { Notifications } from './notifications';

@Global()
@Module({
  providers: [
    Database,
    { provide: BackgroundDatabase, inject: [Database], useFactory: ({ inBackground }: Database) => inBackground },
    Clock,
    ClockKeeper,
    DatabaseGuard,
    DatabaseMetrics,
    EpochKeeper,
    Notifications,
  ],
  exports: [Database, BackgroundDatabase, Clock, DatabaseGuard, EpochKeeper, Notifications],
})
export class DatabaseModule {}
