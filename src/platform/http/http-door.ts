import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance } from 'fastify';
import { Logger } from '../telemetry/logger';
import { registerRequestTelemetry } from './request-telemetry';
import { Departure } from './departure';
import { type DirectConfig, directHandler } from './direct-routes';
import type { Admission } from './admission';
import type { BodyLimitConfig } from './body-limit.decorator';
import { jsonAnswerOf } from './json-answer';
import { registerJsonBody } from './json-body';
import { KnownCallers } from './known-callers';
import { MethodsOfPaths } from './methods-of-paths';
import { BODY_LIMIT_BYTES } from '../problems/limits';
import { ProblemError } from '../problems/problem';
import { securityHeadersOf } from './security-headers';

const API_PREFIX = 'api';

const NUL_IN_PATH = /^[^?]*%00/;

/** Routes that name their whole path instead of getting the prefix `/api`. */
const ROUTES_WITHOUT_PREFIX = ['metrics', 'dev/*path', 'api/*path'];

/** Sets the behaviour that all responses of this server share. Call it before the routes are made. */
export function furnishHttpDoor(app: NestFastifyApplication, admission: Admission): void {
  const fastify = app.getHttpAdapter().getInstance();
  const methods = app.get(MethodsOfPaths);
  const callers = app.get(KnownCallers);
  admission.learn(callers);
  app.setGlobalPrefix(API_PREFIX, { exclude: ROUTES_WITHOUT_PREFIX });
  registerJsonBody(fastify);
  // Fastify's type allows a string alone; Fastify itself sends a Buffer too.
  fastify.setReplySerializer(jsonAnswerOf as (answer: unknown) => string);
  fastify.addHook('onRoute', (route) => {
    methods.add(route.method, route.url);
    const { bodyLimitBytes, isOfStrangers, direct } = (route.config ?? {}) as BodyLimitConfig & DirectConfig;
    if (direct !== undefined) route.handler = directHandler(app, direct);
    if (bodyLimitBytes === undefined) return;
    route.bodyLimit = bodyLimitBytes;
    // The guards run after the body was read, so a large body needs a known caller here already.
    if (bodyLimitBytes > BODY_LIMIT_BYTES && isOfStrangers !== true)
      route.onRequest = (request, reply) => callers.require(request, reply);
  });
  fastify.addHook('onRequest', (request, reply, done) => {
    reply.headers(securityHeadersOf(request.url, request.protocol === 'https')).header('X-Request-Id', request.id);
    // PostgreSQL holds no NUL, so a path with one is 404 on every route.
    done(NUL_IN_PATH.test(request.url) ? new ProblemError('not_found') : undefined);
  });
  closeConnectionsAtTheEnd(fastify, app.get(Departure));
  registerRequestTelemetry(fastify, app.get(Logger));
}

/** Closes each connection with its next response while the server stops; otherwise closing would wait for the client. */
function closeConnectionsAtTheEnd(fastify: FastifyInstance, departure: Departure): void {
  let closing = false;
  fastify.addHook('preClose', (done) => {
    closing = true;
    done();
  });
  fastify.addHook('onSend', (_request, reply, payload, done) => {
    if (closing || departure.hasBegun) reply.header('Connection', 'close');
    done(null, payload);
  });
}
