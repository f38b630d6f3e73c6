import { readFileSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { settings } from '../settings/settings';

export const API_PREFIX = 'api';

/** Routes that stand at the root of the server. */
export const ROUTES_WITHOUT_PREFIX = ['metrics'];

export const BODY_LIMIT_BYTES = 1024 * 1024;

/** Fastify, with TLS when both files are named. */
export function makeHttpAdapter(): FastifyAdapter {
  const options = { bodyLimit: BODY_LIMIT_BYTES, rewriteUrl: withoutVersion, trustProxy: [...settings.trustProxy] };
  if (settings.tlsCertificate === undefined || settings.tlsKey === undefined) return new FastifyAdapter(options);
  const https = { cert: readFileSync(settings.tlsCertificate), key: readFileSync(settings.tlsKey) };
  return new FastifyAdapter({ ...options, https });
}

/** `/api/v1/…` is the same API as `/api/…`. */
export function withoutVersion(request: Pick<IncomingMessage, 'url'>): string {
  const url = request.url ?? '/';
  return /^\/api\/v1(?=[/?]|$)/.test(url) ? `/api${url.slice('/api/v1'.length)}` : url;
}
