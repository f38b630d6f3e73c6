import { Networks } from '../../../../src/configuration';
import { ClickHouse, type ClickHouseOptions } from '../../../../src/integrations/clickhouse/click-house';
import { Warehouse } from '../../../../src/integrations/clickhouse/warehouse';
import { WarehouseBackfill } from '../../../../src/integrations/clickhouse/warehouse-backfill';
import { WarehouseMetrics } from '../../../../src/integrations/clickhouse/warehouse-metrics';
import { findWork } from '../../../../src/integrations/clickhouse/warehouse-positions.sql';
import { WarehouseJob } from '../../../../src/integrations/clickhouse/warehouse.job';
import { EventLog } from '../../../../src/integrations/events/event-log';
import { FactPages } from '../../../../src/integrations/facts/fact-pages';
import { Clock } from '../../../../src/platform/clock/clock';
import { Database } from '../../../../src/platform/database/database';
import { Health } from '../../../../src/platform/health/health';
import type { TestApp } from '../../../support/app';
import { eventually } from '../../../support/eventually';

/** The parts of a process that hands facts on to this ClickHouse. */
export class WarehouseDesk {
  readonly metrics = new WarehouseMetrics();
  readonly clickHouse: ClickHouse;
  readonly warehouse: Warehouse;
  readonly job: WarehouseJob;
  readonly backfill: WarehouseBackfill;

  constructor(
    private readonly test: TestApp,
    options: ClickHouseOptions,
  ) {
    const { app } = test;
    const [database, log] = [app.get(Database), app.get(EventLog)];
    this.clickHouse = new ClickHouse(options);
    this.warehouse = new Warehouse(this.clickHouse, this.metrics);
    this.backfill = new WarehouseBackfill(database, this.warehouse, log, new FactPages(database));
    const [networks, clock] = [app.get(Networks), app.get(Clock)];
    const job = new WarehouseJob(this.warehouse, log, networks, this.metrics, new Health(), clock);
    this.job = Object.assign(job, { database });
  }

  /** Sends all waiting facts, also those that an open transaction of another test still hides. */
  async follow(networkId: string): Promise<void> {
    await eventually('the end of the log', async () => {
      await this.job.doNext(networkId);
      const { hasEvents, hasMessages } = await findWork(this.test.app.get(Database).readsOf(networkId), networkId);
      return !hasEvents && !hasMessages;
    });
  }

  /** Makes the next round of messages due. */
  async callMessages(networkId: string): Promise<void> {
    await this.test.app
      .get(Database)
      .inNetwork(networkId, (tx) =>
        tx.query('UPDATE warehouse_positions SET messages_due_at = now() WHERE network_id = $1', [networkId]),
      );
  }
}
