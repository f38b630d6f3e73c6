import { Module } from '@nestjs/common';
import { ConfigurationModule } from '../../configuration/configuration.module';
import { settings } from '../../platform/settings/settings';
import { EventsModule } from '../events/events.module';
import { FactPages } from '../facts/fact-pages';
import { ClickHouse, CLICKHOUSE_OPTIONS, type ClickHouseOptions } from './click-house';
import { Warehouse } from './warehouse';
import { WarehouseBackfill } from './warehouse-backfill';
import { WarehouseMetrics } from './warehouse-metrics';
import { WarehouseJob } from './warehouse.job';

const CALL_MS = 30_000;

const options: ClickHouseOptions = {
  url: settings.clickhouseUrl,
  user: settings.clickhouseUser,
  password: settings.clickhousePassword,
  database: settings.clickhouseDatabase,
  callMs: CALL_MS,
};

/** Sends facts of the journal to ClickHouse, when its address is set. */
@Module({
  imports: [ConfigurationModule, EventsModule],
  providers: [
    { provide: CLICKHOUSE_OPTIONS, useValue: options },
    ClickHouse,
    FactPages,
    Warehouse,
    WarehouseBackfill,
    WarehouseMetrics,
    WarehouseJob,
  ],
})
export class WarehouseModule {}
