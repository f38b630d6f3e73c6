import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import fastifyStatic from '@fastify/static';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { DEFAULT_LANGUAGE, FALLBACK, languageOfHeader } from '../language/language';
import { settings } from '../settings/settings';
import { pageOfOwnDomain } from './own-domain-pages.rules';
import { pageAddress } from './page-address';

/** First path segments that belong to pages; the page itself routes the rest of the path. */
const APPLICATIONS = new Set([
  '',
  'cabinet',
  'cashier',
  'admin',
  'owner',
  'signup',
  'password',
  'join',
  'provider',
  ...(settings.production ? [] : ['dev']),
]);

const FOREVER = 'public, max-age=31536000, immutable';
const ASK_AGAIN = 'no-cache';

/** Finds the code of the network that owns the host; undefined: the host is the installation's own. */
type FindNetworkOfHost = (host: string) => Promise<string | undefined>;

/**
 * Serves the built pages: existing files as they are, and the one page for any other path that a browser opens; the page picks its application by
 * the path. Files are looked up at each request, so a new build under a running server is served whole. Without a build these paths are 404. A
 * network's own domain has only the pages of its guests.
 */
export function servePages(app: NestFastifyApplication, directory: string, findNetworkOf: FindNetworkOfHost): void {
  if (!existsSync(path.join(directory, 'index.html'))) return;
  const fastify = app.getHttpAdapter().getInstance();
  fastify.register(fastifyStatic, {
    root: directory,
    // The plugin only sends files; the code below decides which paths are files.
    serve: false,
    index: false,
    preCompressed: true,
    // The names of assets change with their content, so browsers may keep them; other files keep their name.
    setHeaders: (response, file) =>
      void response.header('Cache-Control', isAsset(directory, file) ? FOREVER : ASK_AGAIN),
    cacheControl: false,
  });
  fastify.get('/*', async (request, reply) => {
    const file = await findFile(directory, request.url);
    if (file !== undefined) return reply.sendFile(file);
    const known = APPLICATIONS.has(applicationOf(request.url));
    const isPage = isNavigation(request, known);
    const network = isPage ? await findNetworkOf(request.hostname) : undefined;
    const target = network === undefined ? null : pageOfOwnDomain(request.url, network, pageAddress);
    if (typeof target === 'string') return reply.header('Cache-Control', ASK_AGAIN).redirect(target, 302);
    const page = isPage && target === null ? await readPage(directory, request) : undefined;
    if (page === undefined) {
      reply.callNotFound();
      return reply;
    }
    return sendPage(request, reply.code(known ? 200 : 404), page);
  });
}

/** The file that an address names, as a path within the directory. Files that begin with a dot are never served. */
async function findFile(directory: string, url: string): Promise<string | undefined> {
  const [address = ''] = url.split('?');
  const segments = address.slice(1).split('/');
  if (!segments.every((segment) => /^[\w-][\w.-]*$/.test(segment))) return undefined;
  const file = await stat(path.join(directory, ...segments)).catch(ignoreMissing);
  return file?.isFile() === true ? `/${segments.join('/')}` : undefined;
}

/**
 * The page, with links to the application's code and to the words of the reader's language, so that the browser fetches all at once. Undefined
 * while a new build replaces the page.
 */
async function readPage(directory: string, request: FastifyRequest): Promise<Buffer | undefined> {
  const application = applicationOf(request.url);
  const language = languageOfHeader(request.headers['accept-language']) ?? DEFAULT_LANGUAGE;
  const own = APPLICATIONS.has(application)
    ? await readFile(path.join(directory, '.pages', `${application}.${FALLBACK[language]}.html`)).catch(ignoreMissing)
    : undefined;
  return own ?? readFile(path.join(directory, 'index.html')).catch(ignoreMissing);
}

/** First segment of a path. */
function applicationOf(url: string): string {
  return url.split(/[/?]/)[1] ?? '';
}

function ignoreMissing(error: NodeJS.ErrnoException): undefined {
  if (error.code === 'ENOENT' || error.code === 'ENOTDIR' || error.code === 'ENAMETOOLONG') return undefined;
  throw error;
}

function isAsset(directory: string, file: string): boolean {
  return path.relative(directory, file).startsWith(`assets${path.sep}`);
}

/**
 * Whether a request expects a page. Browsers accept HTML when they open a path; scripts that call a wrong path don't. On an application's path,
 * clients that accept anything, such as `curl`, get the page too.
 */
function isNavigation(request: FastifyRequest, isApplication: boolean): boolean {
  if (/^\/(?:api|metrics|assets)(?:[/?]|$)/.test(request.url)) return false;
  const { accept = '*/*' } = request.headers;
  return accept.includes('text/html') || (isApplication && accept.includes('*/*'));
}

function sendPage(request: FastifyRequest, reply: FastifyReply, page: Buffer): FastifyReply {
  const tag = `"${createHash('sha256').update(page).digest('base64url').slice(0, 22)}"`;
  reply.header('Cache-Control', ASK_AGAIN).header('Vary', 'Accept-Language').header('ETag', tag);
  if (reply.statusCode === 200 && request.headers['if-none-match'] === tag) return reply.code(304).send();
  return reply.type('text/html; charset=utf-8').send(page);
}
