import { Injectable } from '@nestjs/common';
import { Counter, Gauge, register } from '../../platform/telemetry/metrics';

const DELAY = 'loyalty_warehouse_delay_seconds';
const ROWS = 'loyalty_warehouse_rows_total';
const FAILURES = 'loyalty_warehouse_failures_total';

/** Metrics: the delay of facts in the warehouse, and the numbers of rows and failures. */
@Injectable()
export class WarehouseMetrics {
  readonly rows: Counter<'fact'>;
  readonly failures: Counter;
  /** The delay in seconds by network; networks without waiting facts are absent. */
  private readonly delays = new Map<string, number>();

  constructor() {
    for (const name of [DELAY, ROWS, FAILURES]) register.removeSingleMetric(name);
    const { delays } = this;
    new Gauge({
      name: DELAY,
      help: 'Age of the oldest event of the last piece that went to ClickHouse or could not, the largest of all networks.',
      collect() {
        this.set(Math.max(0, ...delays.values()));
      },
    });
    this.rows = new Counter({
      name: ROWS,
      help: 'Rows that ClickHouse took, by the fact.',
      labelNames: ['fact'],
    });
    this.failures = new Counter({ name: FAILURES, help: 'Pieces of facts that did not reach ClickHouse.' });
  }

  noteDelay(networkId: string, seconds: number): void {
    if (seconds > 0) this.delays.set(networkId, seconds);
    else this.delays.delete(networkId);
  }
}
