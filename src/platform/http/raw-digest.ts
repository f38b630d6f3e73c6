import { hash, webcrypto } from 'node:crypto';

/** Larger bodies are hashed beside the event loop, where 20 MB would hold it for some 20 ms. */
const HASHED_AT_ONCE_BYTES = 256 * 1024;

const known = new WeakMap<Buffer, string>();

/** Hashes a large body that a route takes as bytes, so that `rawDigestOf` has its digest at hand. */
export async function prepareRawDigest(body: Buffer): Promise<void> {
  if (body.length <= HASHED_AT_ONCE_BYTES) return;
  const digest = await webcrypto.subtle.digest('SHA-256', body);
  known.set(body, Buffer.from(digest).toString('hex'));
}

/** SHA-256 of a body of bytes, in hexadecimal. */
export function rawDigestOf(body: Buffer): string {
  return known.get(body) ?? hash('sha256', body, 'hex');
}
