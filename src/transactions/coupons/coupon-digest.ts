import type { Pii } from '../../security';
import { parseCode } from './coupon-code.rules';

const DIGEST_BYTES = 16;

/**
 * What stands in the database of a code: the first 128 bits of its HMAC, as a UUID. It is found by an index over these,
 * whose order says nothing of the codes: how long a search takes tells nothing to whoever has not the key. Null: no
 * code looks like this.
 */
export function couponDigest(pii: Pii, networkId: string, typed: string): string | null {
  const code = parseCode(typed);
  if (code === null) return null;
  const hex = pii.blindIndexDigits(networkId, 'coupon', code);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20, 32)}`;
}

/** The same in bytes, of a code as it is read or made. */
export function digestOfCode(pii: Pii, networkId: string, code: string): Buffer {
  return pii.blindIndex(networkId, 'coupon', code).subarray(0, DIGEST_BYTES);
}
