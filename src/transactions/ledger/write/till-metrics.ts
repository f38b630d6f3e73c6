import { Counter, Gauge } from '../../../platform/telemetry/metrics';
import { BoundHistogram, type SeriesOfValues } from '../../../platform/telemetry/bound-histogram';
import type { ActBody } from '../act/till-act';

const step = new BoundHistogram({
  name: 'loyalty_till_step_seconds',
  help: 'Time of one step of a till batch',
  labelNames: ['step'] as const,
  buckets: [0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.3, 1, 5],
});
const latency = new BoundHistogram({
  name: 'loyalty_till_act_seconds',
  help: 'Time from the arrival of a till act to its outcome',
  labelNames: ['kind'] as const,
  buckets: [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.3, 1, 5],
});

let countWaiting = (): number => 0;
new Gauge({
  name: 'loyalty_till_waiting_acts',
  help: 'Acts that wait for their batch in this process',
  collect(): void {
    this.set(countWaiting());
  },
});

/** Metrics of the till, with their names in Prometheus. Labels are bound once, because a sale takes little time. */
export const tillMetrics = {
  /** Seconds of each step of a batch, and of an act's wait for its batch. */
  wait: step.bind({ step: 'wait' }),
  read: step.bind({ step: 'read' }),
  decide: step.bind({ step: 'decide' }),
  write: step.bind({ step: 'write' }),
  latencyOf,
  batchSize: new BoundHistogram({
    name: 'loyalty_till_batch_acts',
    help: 'Acts written together',
    buckets: [1, 2, 5, 10, 20, 50, 100, 200, 500],
  }).bind({}),
  /** Expected to stay 0, since locks are taken in one order (ledger.md, rule 2). */
  deadlocks: new Counter({ name: 'loyalty_till_deadlocks_total', help: 'Deadlocks met by the till' }),
  /** Acts that lost a race and were decided again under their guest's lock. */
  lostRaces: new Counter({ name: 'loyalty_till_lost_races_total', help: 'Acts decided again after a lost race' }),
  /** How many acts wait for their batch in this process. More servers would lower this number. */
  showWaiting(count: () => number): void {
    countWaiting = count;
  },
};

const latencies = new Map<ActBody['kind'], SeriesOfValues>();

/** Seconds from an act's arrival to its outcome, by its kind. */
function latencyOf({ kind }: ActBody): SeriesOfValues {
  const known = latencies.get(kind);
  if (known !== undefined) return known;
  const bound = latency.bind({ kind });
  latencies.set(kind, bound);
  return bound;
}
