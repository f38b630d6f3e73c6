import { collectDefaultMetrics } from 'prom-client';
import { BoundHistogram, type SeriesOfValues } from './bound-histogram';
import { Gauge, register } from './metrics';

const BUCKETS_SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];

// Every part registers its own metrics under `loyalty_…` in the registry of the process; these are for HTTP.

const duration = new BoundHistogram({
  name: 'loyalty_http_request_seconds',
  help: 'From the arrival of a request to the end of its answer, by the pattern of its route.',
  labelNames: ['method', 'route', 'status'] as const,
  buckets: BUCKETS_SECONDS,
});
const durations = new Map<string, SeriesOfValues>();

let requestsRunning = 0;
new Gauge({
  name: 'loyalty_http_requests_running',
  help: 'Requests that have not been answered yet.',
  collect() {
    this.set(requestsRunning);
  },
});

/** Called for every request. */
export const httpMetrics = {
  begun(): void {
    requestsRunning += 1;
  },
  /** Called when the response was sent, or the client has left. */
  closed: (): void => {
    requestsRunning -= 1;
  },
  /** @param route its pattern, so that there are as many labels as routes */
  ended(method: string, route: string, status: number, seconds: number): void {
    const name = `${method} ${String(status)} ${route}`;
    let bound = durations.get(name);
    if (bound === undefined) {
      bound = duration.bind({ method, route, status: String(status) });
      durations.set(name, bound);
    }
    bound.observe(seconds);
  },
};

/** Memory, processor, event loop and garbage collection of the process, once. */
export function collectProcessMetrics(): void {
  const PREFIX = 'loyalty_process_';
  if (register.getSingleMetric(`${PREFIX}process_cpu_seconds_total`) === undefined)
    collectDefaultMetrics({ prefix: PREFIX });
}
