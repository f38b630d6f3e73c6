import { hash } from 'node:crypto';
import { canonicalJson } from '../canonical-json';
import { canonicalPath, hashedPath } from '../paths';

/**
 * Two requests with one key are the same by method, canonical path without query, and parsed body.
 * The 64 hexadecimal digits of 32 bytes. The caller is not in it: the caller's right is checked before a replay.
 */
export function requestHashOf(method: string, path: string, body: unknown): string {
  const query = path.indexOf('?');
  const plainPath = withoutLastSlash(query < 0 ? path : path.slice(0, query));
  const canonicalBody = body === undefined || body === null ? '' : canonicalJson(body);
  return hash('sha256', `${method.toUpperCase()}\n${hashedPath(canonicalPath(plainPath))}\n${canonicalBody}`, 'hex');
}

/** The same address, as a router sees it; the root stays. */
function withoutLastSlash(path: string): string {
  return path.endsWith('/') ? path.replace(/(.)\/+$/, '$1') : path;
}
