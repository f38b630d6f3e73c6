import type { IncomingMessage, RequestListener } from 'node:http';
import type { Socket } from 'node:net';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { settings } from '../settings/settings';
import type { Admission } from './admission';
import type { ApiReply, ApiRequest } from './api-request';
import { judge } from './failure';
import { DEFAULT_LANGUAGE, languageOfHeader } from '../language/language';
import { BODY_LIMIT_BYTES } from '../problems/limits';
import { PROBLEM_TYPE, renderProblem } from './problem.renderer';
import { canonicalPath } from './paths';
import { requestIdOf } from './request-id';
import { makeServer } from './server';

const MAX_PARAMETER_LENGTH = 300;

/** Fastify on a server whose connections are bounded. */
export function makeHttpAdapter(admission: Admission): FastifyAdapter {
  return new FastifyAdapter({
    serverFactory: (handle: RequestListener) => makeServer(handle, admission),
    bodyLimit: BODY_LIMIT_BYTES,
    routerOptions: { maxParamLength: MAX_PARAMETER_LENGTH },
    trustProxy: [...settings.trustProxy],
    requestIdHeader: false as const,
    genReqId: requestIdOf,
    rewriteUrl: (request: IncomingMessage) => canonicalPath(request.url ?? '/'),
    // Fastify calls `frameworkErrors` for requests that reach neither a route nor a filter.
    frameworkErrors: refuseUnroutable as never,
    clientErrorHandler: refuseMalformedRequest,
  });
}

/** Answers 404 to a path that can't be decoded. */
function refuseUnroutable(error: Error, request: ApiRequest, reply: ApiReply): void {
  const language = languageOfHeader(request.headers['accept-language']) ?? DEFAULT_LANGUAGE;
  const { problem } = judge(error);
  void reply.code(problem.status).header('X-Request-Id', request.id).type(PROBLEM_TYPE);
  void reply.send(JSON.stringify(renderProblem(problem, request.id, language)));
}

/** Answers bytes that are not HTTP on the socket itself, because they never become a request. */
function refuseMalformedRequest(error: Error & { code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || socket.destroyed) return;
  const status =
    error.code === 'ERR_HTTP_REQUEST_TIMEOUT'
      ? '408 Request Timeout'
      : error.code === 'HPE_HEADER_OVERFLOW'
        ? '431 Request Header Fields Too Large'
        : '400 Bad Request';
  if (socket.writable) socket.write(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
  socket.destroySoon();
}
