import { hash } from 'node:crypto';
import { canonicalJson } from '../canonical-json';
import { canonicalPath, hashedPath } from '../paths';
import { rawDigestOf } from '../raw-digest';

/**
 * The hash that tells whether two requests with one key are the same: over method, canonical path without query, and the parsed body (or its bytes
 * where a route takes bytes). 32 bytes as 64 hexadecimal digits. The caller is left out, because the caller's permission is checked before a
 * replay.
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

/** A router ignores the last slash of a path; the path `/` stays. */
function withoutLastSlash(path: string): string {
  const plain = path.endsWith('/') ? path.replace(/(?<!\/)\/+$/, '') : path;
  return plain === '' ? '/' : plain;
}
