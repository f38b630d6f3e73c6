import { existsSync } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import fastifyStatic from '@fastify/static';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { settings } from '../settings/settings';

/** First parts of addresses that are pages; the page itself routes the rest. */
const APPLICATIONS = new Set(['', 'cashier', 'admin', 'password', ...(settings.production ? [] : ['dev'])]);

const FOREVER = 'public, max-age=31536000, immutable';
const ASK_AGAIN = 'no-cache';

/**
 * Serves the built pages: files as they are, and for every other address that a browser opens the one page that finds
 * its application by it. Each is looked up when it is asked for, so that pages built anew under a running server are
 * served whole. Without a build there are no pages, and every such address is a 404 like any other.
 */
export function servePages(app: NestFastifyApplication, directory: string): void {
  if (!existsSync(path.join(directory, 'index.html'))) return;
  const fastify = app.getHttpAdapter().getInstance();
  fastify.register(fastifyStatic, {
    root: directory,
    // Only sends: which addresses are files is decided below, beside those that are the page.
    serve: false,
    index: false,
    preCompressed: true,
    // Names of assets change with their content; other files keep theirs.
    setHeaders: (response, file) =>
      void response.header('Cache-Control', isAsset(directory, file) ? FOREVER : ASK_AGAIN),
    cacheControl: false,
  });
  fastify.get('/*', async (request, reply) => {
    const file = await findFile(directory, request.url);
    if (file !== undefined) return reply.sendFile(file);
    const known = APPLICATIONS.has(request.url.split(/[/?]/)[1] ?? '');
    const page = isNavigation(request, known) ? await readPage(directory) : undefined;
    if (page === undefined) {
      reply.callNotFound();
      return reply;
    }
    return sendPage(reply.code(known ? 200 : 404), page);
  });
}

/** The file that an address names, as a path within the directory. Files that begin with a dot are not public. */
async function findFile(directory: string, url: string): Promise<string | undefined> {
  const [address = ''] = url.split('?');
  const segments = address.slice(1).split('/');
  if (!segments.every((segment) => /^[\w-][\w.-]*$/.test(segment))) return undefined;
  const file = await stat(path.join(directory, ...segments)).catch(ignoreMissing);
  return file?.isFile() === true ? `/${segments.join('/')}` : undefined;
}

/** The page, or nothing in the moment in which it is built anew. */
function readPage(directory: string): Promise<Buffer | undefined> {
  return readFile(path.join(directory, 'index.html')).catch(ignoreMissing);
}

function ignoreMissing(error: NodeJS.ErrnoException): undefined {
  if (error.code === 'ENOENT' || error.code === 'ENOTDIR' || error.code === 'ENAMETOOLONG') return undefined;
  throw error;
}

function isAsset(directory: string, file: string): boolean {
  return path.relative(directory, file).startsWith(`assets${path.sep}`);
}

/**
 * A browser that opens an address asks for HTML; a script that was mistaken about a path does not. The address of an
 * application is its page for whoever takes anything, as `curl` and watchdogs do.
 */
function isNavigation(request: FastifyRequest, isApplication: boolean): boolean {
  if (/^\/(?:api|metrics|assets)(?:[/?]|$)/.test(request.url)) return false;
  const { accept = '*/*' } = request.headers;
  return accept.includes('text/html') || (isApplication && accept.includes('*/*'));
}

function sendPage(reply: FastifyReply, page: Buffer): FastifyReply {
  return reply.header('Cache-Control', ASK_AGAIN).type('text/html; charset=utf-8').send(page);
}
