import type { FastifyInstance } from 'fastify';
import type { ApiRequest } from '../http/api-request';
import type { Logger } from './logger';
import { httpMetrics } from './metrics';

/** One log line and one observation a request, after its answer has left. */
export function registerRequestTelemetry(fastify: FastifyInstance, logger: Logger): void {
  fastify.addHook('onRequest', (_request, _reply, done) => {
    httpMetrics.running.inc();
    done();
  });
  fastify.addHook('onResponse', (request: ApiRequest, reply, done) => {
    const route = request.routeOptions.url ?? 'none';
    httpMetrics.running.dec();
    httpMetrics.duration.observe({ method: request.method, route, status: reply.statusCode }, reply.elapsedTime / 1000);
    logger.request(request, reply.statusCode, reply.elapsedTime);
    done();
  });
}
