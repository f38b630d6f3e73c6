import { hash } from 'node:crypto';
import { canonicalJson } from '../canonical-json';

/**
 * Two requests with one key are the same by method, path without `/v1` and query, and parsed body.
 * The 64 hexadecimal digits of 32 bytes. The caller is not in it: the caller's right is checked before a replay.
 */
export function requestHashOf(method: string, path: string, body: unknown): string {
  const query = path.indexOf('?');
  const canonicalPath = withoutLastSlash(pathWithoutVersion(query < 0 ? path : path.slice(0, query)));
  const canonicalBody = body === undefined || body === null ? '' : canonicalJson(body);
  return hash('sha256', `${method.toUpperCase()}\n${canonicalPath}\n${canonicalBody}`, 'hex');
}

/** `/api/v1/…` is the same API as `/api/…`. */
export function pathWithoutVersion(path: string): string {
  return path.startsWith('/api/v1') && /^\/api\/v1(?=[/?]|$)/.test(path) ? `/api${path.slice('/api/v1'.length)}` : path;
}

/** The same address, as a router sees it; the root stays. */
function withoutLastSlash(path: string): string {
  return path.endsWith('/') ? path.replace(/(.)\/+$/, '$1') : path;
}
