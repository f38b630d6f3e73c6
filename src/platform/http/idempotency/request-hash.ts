import { hash } from 'node:crypto';
import { canonicalJson } from '../canonical-json';
import { canonicalPath, hashedPath } from '../paths';
import { rawDigestOf } from '../raw-digest';

/**
 * Two requests with one key are the same by method, canonical path without query, and parsed body, or the bytes of a body
 * that a route takes as bytes.
 * The 64 hexadecimal digits of 32 bytes. The caller is not in it: the caller's right is checked before a replay.
 */
export function requestHashOf(method: string, path: string, body: unknown): string {
  const query = path.indexOf('?');
  const plainPath = withoutLastSlash(query < 0 ? path : path.slice(0, query));
  return hash('sha256', `${method.toUpperCase()}\n${hashedPath(canonicalPath(plainPath))}\n${digestible(body)}`, 'hex');
}

function digestible(body: unknown): string {
  if (body === undefined || body === null) return '';
  return Buffer.isBuffer(body) ? rawDigestOf(body) : canonicalJson(body);
}

/** The same address, as a router sees it; the root stays. */
function withoutLastSlash(path: string): string {
  return path.endsWith('/') ? path.replace(/(.)\/+$/, '$1') : path;
}
