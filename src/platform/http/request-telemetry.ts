import type { FastifyInstance } from 'fastify';
import type { ApiRequest } from './api-request';
import { httpMetrics } from '../telemetry/http-metrics';
import type { Logger } from '../telemetry/logger';
import type { RequestSpan } from '../telemetry/open-telemetry';
import { tracing } from '../telemetry/tracing';

/** For each request writes a log line and a metric and, where traces are sent, a span. */
export function registerRequestTelemetry(fastify: FastifyInstance, logger: Logger): void {
  const spans = new WeakMap<object, RequestSpan>();
  fastify.addHook('onRequest', (request, reply, done) => {
    httpMetrics.begun();
    // One function for all responses; a response closes once, so `once` with its wrapper is not needed.
    reply.raw.on('close', httpMetrics.closed);
    const traces = tracing();
    if (traces === null) {
      done();
      return;
    }
    const span = traces.beginRequest(request.method, routeOf(request), request.headers);
    spans.set(request, span);
    traces.runIn(span, done);
  });
  fastify.addHook('onResponse', (request: ApiRequest, reply, done) => {
    const { statusCode: status, elapsedTime: milliseconds } = reply;
    const route = routeOf(request);
    httpMetrics.ended(request.method, route, status, milliseconds / 1_000);
    const span = spans.get(request);
    if (span !== undefined) tracing()?.endRequest(span, status, { 'loyalty.request_id': request.id });
    logger.request(request, route, status, milliseconds, span?.span.spanContext().traceId);
    done();
  });
}

/** The pattern of the route. A path has ids in it, so as a label it would have as many values as there are guests. */
function routeOf(request: { readonly routeOptions: { readonly url?: string | undefined } }): string {
  return request.routeOptions.url ?? 'none';
}
