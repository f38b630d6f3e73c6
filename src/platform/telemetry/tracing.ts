import { settings } from '../settings/settings';
import type { OpenTelemetry, SpanAttributes } from './open-telemetry';

let active: OpenTelemetry | null = null;

/** Loads OpenTelemetry and starts to send if an endpoint is set; otherwise does not load it. */
export async function startTracing(): Promise<void> {
  if (settings.traceEndpoint === undefined || active !== null) return;
  const { OpenTelemetry: Implementation } = await import('./open-telemetry.js');
  active = new Implementation(settings.traceEndpoint);
}

/** Sends the remaining spans, and stops. */
export async function stopTracing(): Promise<void> {
  const stopping = active;
  active = null;
  await stopping?.stop();
}

/** The exporter of traces, or null when there is no endpoint. */
export function tracing(): OpenTelemetry | null {
  return active;
}

/** Runs `work` as a span of the current request or job; without an endpoint it just runs. */
export function withSpan<T>(name: string, attributes: SpanAttributes, work: () => Promise<T>): Promise<T> {
  return active === null ? work() : active.span(name, attributes, work);
}
