import { createHash, randomBytes } from 'node:crypto';

export const API_KEY_PREFIX = 'lk_';

const KEY_BYTES = 32;
/** Tells keys of a sandbox, which a repository or a log may show by mistake, from those that move the points of guests. */
const OF_SANDBOX = 'test_';
const KEY_FORM = /^lk_(?:test_)?[A-Za-z0-9_-]{43}$/;

/** A new key with 256 random bits, so its hash needs neither salt nor work factor. The prefix names its network's kind and gives no right. */
export function makeApiKey({ ofSandbox = false } = {}): string {
  return `${API_KEY_PREFIX}${ofSandbox ? OF_SANDBOX : ''}${randomBytes(KEY_BYTES).toString('base64url')}`;
}

export function looksLikeApiKey(text: string): boolean {
  return KEY_FORM.test(text);
}

export function hashApiKey(key: string): Buffer<ArrayBuffer> {
  return createHash('sha256').update(key, 'utf8').digest();
}
