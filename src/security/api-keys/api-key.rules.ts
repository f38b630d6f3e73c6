import { createHash, randomBytes } from 'node:crypto';
import { hasScope } from '../permissions/permissions.rules';
import type { KeyScope, ScopeBundle } from '../principal/principal';

export const API_KEY_PREFIX = 'lk_';

const KEY_BYTES = 32;
const KEY_FORM = /^lk_[A-Za-z0-9_-]{43}$/;

/** Bundles that can give points: by hand, by activities, by a change of the programme, or as a partner. */
const GIVING: readonly ScopeBundle[] = ['loyalty', 'manage', 'partner'];

/** Whether a key with these scopes can give points; such a key needs a second person. */
export function canGivePoints(scopes: readonly KeyScope[]): boolean {
  return GIVING.some((bundle) => hasScope(scopes, bundle, 'write'));
}

/** A new key: 256 random bits, so that its hash needs no salt and no work factor. */
export function makeApiKey(): string {
  return `${API_KEY_PREFIX}${randomBytes(KEY_BYTES).toString('base64url')}`;
}

export function looksLikeApiKey(text: string): boolean {
  return KEY_FORM.test(text);
}

export function hashApiKey(key: string): Buffer {
  return createHash('sha256').update(key, 'utf8').digest();
}
