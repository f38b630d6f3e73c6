import { collectDefaultMetrics, Gauge, Histogram, register } from 'prom-client';

const BUCKETS_SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];

/** Every part registers its own under `loyalty_…` in the registry of the process; here stand those of the door. */
export const httpMetrics = {
  duration: new Histogram({
    name: 'loyalty_http_request_seconds',
    help: 'From the arrival of a request to the end of its answer, by the pattern of its route.',
    labelNames: ['method', 'route', 'status'] as const,
    buckets: BUCKETS_SECONDS,
  }),
  running: new Gauge({ name: 'loyalty_http_requests_running', help: 'Requests that have not been answered yet.' }),
};

/** Memory, processor, event loop and garbage collection of the process, once. */
export function collectProcessMetrics(): void {
  const PREFIX = 'loyalty_process_';
  if (register.getSingleMetric(`${PREFIX}process_cpu_seconds_total`) === undefined)
    collectDefaultMetrics({ prefix: PREFIX });
}
