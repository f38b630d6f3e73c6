import { createHash, randomBytes } from 'node:crypto';

export const API_KEY_PREFIX = 'lk_';

const KEY_BYTES = 32;
const KEY_FORM = /^lk_[A-Za-z0-9_-]{43}$/;

/** A new key with 256 random bits, so its hash needs neither salt nor work factor. */
export function makeApiKey(): string {
  return `${API_KEY_PREFIX}${randomBytes(KEY_BYTES).toString('base64url')}`;
}

export function looksLikeApiKey(text: string): boolean {
  return KEY_FORM.test(text);
}

export function hashApiKey(key: string): Buffer<ArrayBuffer> {
  return createHash('sha256').update(key, 'utf8').digest();
}
