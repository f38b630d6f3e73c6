import { Counter, Gauge, Histogram, once, register } from '../telemetry/metrics';

const WAITING = 'loyalty_spool_waiting';

/** Metrics of the spool: undelivered records, the time that keeping takes, and deliveries. */
export class SpoolMetrics {
  readonly kept = once(
    'loyalty_spool_keep_seconds',
    (name) =>
      new Histogram({
        name,
        help: 'Time until a call that could not be written to the database was on the disk.',
        buckets: [0.001, 0.005, 0.01, 0.025, 0.05, 0.1],
      }),
  );
  readonly delivered = once(
    'loyalty_spool_delivered_total',
    (name) => new Counter({ name, help: 'Kept calls that were delivered later.' }),
  );
  readonly failures = once(
    'loyalty_spool_failures_total',
    (name) => new Counter({ name, help: 'Deliveries of kept calls that failed although the database answered.' }),
  );

  constructor(countWaiting: () => number) {
    register.removeSingleMetric(WAITING);
    new Gauge({
      name: WAITING,
      help: 'Calls that wait on the disk of this process for the database.',
      collect(): void {
        this.set(countWaiting());
      },
    });
  }
}
