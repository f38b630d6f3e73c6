import {
  type Context,
  context,
  propagation,
  type Span,
  SpanKind,
  SpanStatusCode,
  trace,
  type Tracer,
} from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BatchSpanProcessor, NodeTracerProvider } from '@opentelemetry/sdk-trace-node';

const SERVICE = 'loyalty-platform';
const STOP_PATIENCE_MS = 3_000;

/** Attributes of a span: names of OpenTelemetry's conventions, no personal data. */
export type SpanAttributes = Readonly<Record<string, string | number | boolean>>;

/** The span of a request, and the context in which its work runs. */
export interface RequestSpan {
  readonly context: Context;
  readonly span: Span;
}

/** Spans by OpenTelemetry over OTLP/HTTP. Loaded only when an endpoint is set. */
export class OpenTelemetry {
  private readonly provider: NodeTracerProvider;
  private readonly tracer: Tracer;

  /** @param endpoint the collector's base address, as OTEL_EXPORTER_OTLP_ENDPOINT has it: `http://collector:4318` */
  constructor(endpoint: string) {
    const exporter = new OTLPTraceExporter({ url: `${endpoint.replace(/(?<!\/)\/+$/, '')}/v1/traces` });
    this.provider = new NodeTracerProvider({
      resource: resourceFromAttributes({ 'service.name': process.env.OTEL_SERVICE_NAME ?? SERVICE }),
      spanProcessors: [new BatchSpanProcessor(exporter)],
    });
    this.provider.register();
    this.tracer = this.provider.getTracer(SERVICE);
  }

  /** Begins the span of a request, as a child of the caller's when its headers name one (W3C Trace Context). */
  beginRequest(method: string, route: string, headers: Readonly<Record<string, unknown>>): RequestSpan {
    const parent = propagation.extract(context.active(), headers);
    const attributes = { 'http.request.method': method, 'http.route': route };
    const span = this.tracer.startSpan(`${method} ${route}`, { kind: SpanKind.SERVER, attributes }, parent);
    return { span, context: trace.setSpan(parent, span) };
  }

  /** Runs the rest of a request inside its span. */
  runIn({ context: inside }: RequestSpan, work: () => void): void {
    context.with(inside, work);
  }

  endRequest({ span }: RequestSpan, status: number, attributes: SpanAttributes): void {
    span.setAttributes({ ...attributes, 'http.response.status_code': status });
    if (status >= 500) span.setStatus({ code: SpanStatusCode.ERROR });
    span.end();
  }

  async span<T>(name: string, attributes: SpanAttributes, work: () => Promise<T>): Promise<T> {
    return this.tracer.startActiveSpan(name, { attributes }, async (span) => {
      try {
        return await work();
      } catch (error) {
        // The message of an error may quote personal data, so only the status is recorded.
        span.setStatus({ code: SpanStatusCode.ERROR });
        throw error;
      } finally {
        span.end();
      }
    });
  }

  async stop(): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, STOP_PATIENCE_MS);
    });
    // A collector that does not answer must not hold up the end of the process.
    await Promise.race([this.provider.shutdown().catch(() => undefined), late]);
    clearTimeout(timer);
    trace.disable();
    context.disable();
    propagation.disable();
  }
}
