/**
 * The metrics of prom-client, each from its own file: the package as a whole loads OpenTelemetry beside them, which a
 * process without traces does not need.
 */
import Registry from 'prom-client/lib/registry';

export { default as Counter } from 'prom-client/lib/counter';
export { default as Gauge } from 'prom-client/lib/gauge';
export { default as Histogram } from 'prom-client/lib/histogram';

/** The metrics of this process. */
export const register = Registry.globalRegistry;
