/**
 * The metrics of prom-client, each from its own file: the package as a whole loads OpenTelemetry beside them, which a
 * process without traces does not need.
 */
import type { Metric } from 'prom-client';
import Registry from 'prom-client/lib/registry';

export { default as Counter } from 'prom-client/lib/counter';
export { default as Gauge } from 'prom-client/lib/gauge';
export { default as Histogram } from 'prom-client/lib/histogram';

/** The metrics of this process. */
export const register = Registry.globalRegistry;

/** The metric of a name, made once in a process, because tests make several applications in one process. */
export function once<T extends Metric>(name: string, make: (name: string) => T): T {
  return (register.getSingleMetric(name) as T | undefined) ?? make(name);
}
