import { hash, webcrypto } from 'node:crypto';

/** Larger bodies are hashed off the event loop, because 20 MB would block it for some 20 ms. */
const HASHED_AT_ONCE_BYTES = 256 * 1024;

const known = new WeakMap<Buffer, string>();

/** Hashes a large body in advance, off the event loop, so that `rawDigestOf` only looks up the digest. */
export async function prepareRawDigest(body: Buffer): Promise<void> {
  if (body.length <= HASHED_AT_ONCE_BYTES) return;
  const digest = await webcrypto.subtle.digest('SHA-256', body);
  known.set(body, Buffer.from(digest).toString('hex'));
}

/** SHA-256 of a raw body, in hexadecimal. */
export function rawDigestOf(body: Buffer): string {
  return known.get(body) ?? hash('sha256', body, 'hex');
}
