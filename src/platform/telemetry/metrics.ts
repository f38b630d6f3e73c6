import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client';

/** Everything that `GET /metrics` shows. Names begin with `loyalty_`, times are in seconds. */
export const registry = new Registry();
collectDefaultMetrics({ register: registry, prefix: 'loyalty_process_' });

const LATENCY_BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];

export const httpMetrics = {
  duration: new Histogram({
    name: 'loyalty_http_request_seconds',
    help: 'From the first byte of a request to the last of its answer, by the pattern of its route.',
    labelNames: ['method', 'route', 'status'] as const,
    buckets: LATENCY_BUCKETS,
    registers: [registry],
  }),
  running: new Gauge({
    name: 'loyalty_http_requests_running',
    help: 'Requests that have not been answered yet.',
    registers: [registry],
  }),
};

/** The steps of a sale, as "How a sale flows" counts them. */
export type TillStep = 'collect' | 'read' | 'decide' | 'write' | 'render';

export const tillMetrics = {
  step: new Histogram({
    name: 'loyalty_till_step_seconds',
    help: 'What each step takes: collect (waiting for the batch), read, decide, write, render.',
    labelNames: ['step'] as const,
    buckets: [0.00005, 0.0001, 0.00025, 0.0005, ...LATENCY_BUCKETS],
    registers: [registry],
  }),
  batchSize: new Histogram({
    name: 'loyalty_till_batch_acts',
    help: 'How many acts were written together.',
    buckets: [1, 2, 5, 10, 20, 50, 100, 200, 500],
    registers: [registry],
  }),
  /** Groups that were left out of a batch, by why: version, claim, rules. They are decided again. */
  lost: new Counter({
    name: 'loyalty_till_groups_lost_total',
    help: 'Groups of a batch that had to be decided again.',
    labelNames: ['reason'] as const,
    registers: [registry],
  }),
  deadlocks: new Counter({
    name: 'loyalty_till_deadlocks_total',
    help: 'Deadlocks of till writes. Locks have a fixed order, so this stays 0.',
    registers: [registry],
  }),
};

export const relayMetrics = {
  watermarkAge: new Gauge({
    name: 'loyalty_relay_watermark_age_seconds',
    help: 'Age of the oldest transaction that still writes: nothing newer is relayed or sealed before it ends.',
    registers: [registry],
  }),
};
