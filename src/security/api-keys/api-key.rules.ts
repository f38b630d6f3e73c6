import { createHash, randomBytes } from 'node:crypto';

export const API_KEY_PREFIX = 'lk_';

const KEY_BYTES = 32;
/** Marks keys of a sandbox, so that a key in a repository or a log shows whether it can move the points of real guests. */
const OF_SANDBOX = 'test_';
const KEY_FORM = /^lk_(?:test_)?[A-Za-z0-9_-]{43}$/;

/** A new key with 256 random bits, so its hash needs neither salt nor work factor. The prefix says whether the key's network is a sandbox, and gives no right. */
export function makeApiKey({ ofSandbox = false } = {}): string {
  return `${API_KEY_PREFIX}${ofSandbox ? OF_SANDBOX : ''}${randomBytes(KEY_BYTES).toString('base64url')}`;
}

export function looksLikeApiKey(text: string): boolean {
  return KEY_FORM.test(text);
}

export function hashApiKey(key: string): Buffer<ArrayBuffer> {
  return createHash('sha256').update(key, 'utf8').digest();
}
