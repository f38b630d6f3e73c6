import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import fastifyStatic from '@fastify/static';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyReply, FastifyRequest } from 'fastify';

/** What the first part of an address may be; the page itself knows what follows it. */
const APPLICATIONS = new Set(['', 'cashier', 'admin']);

const FOREVER = 'public, max-age=31536000, immutable';
const ASK_AGAIN = 'no-cache';

/**
 * Serves the built pages: files as they are, and for every other address that a browser opens the one page that finds
 * its application by it. Without a build there are no pages, and every such address is a 404 like any other.
 */
export function servePages(app: NestFastifyApplication, directory: string): void {
  const index = path.join(directory, 'index.html');
  if (!existsSync(index)) return;
  const fastify = app.getHttpAdapter().getInstance();
  const page = readFileSync(index);
  fastify.register(fastifyStatic, {
    root: directory,
    index: false,
    wildcard: false,
    preCompressed: true,
    // Names of assets change with their content; other files keep theirs.
    setHeaders: (response, file) =>
      void response.header('Cache-Control', isAsset(directory, file) ? FOREVER : ASK_AGAIN),
    cacheControl: false,
  });
  fastify.get('/*', (request, reply) => {
    if (!isNavigation(request)) {
      reply.callNotFound();
      return;
    }
    const known = APPLICATIONS.has(request.url.split(/[/?]/)[1] ?? '');
    void sendPage(reply.code(known ? 200 : 404), page);
  });
}

function isAsset(directory: string, file: string): boolean {
  return path.relative(directory, file).startsWith(`assets${path.sep}`);
}

/** A browser that opens an address asks for HTML; a script that was mistaken about a path does not. */
function isNavigation(request: FastifyRequest): boolean {
  if (/^\/(?:api|metrics|assets)(?:[/?]|$)/.test(request.url)) return false;
  return request.headers.accept?.includes('text/html') === true;
}

function sendPage(reply: FastifyReply, page: Buffer): FastifyReply {
  return reply.header('Cache-Control', ASK_AGAIN).type('text/html; charset=utf-8').send(page);
}
