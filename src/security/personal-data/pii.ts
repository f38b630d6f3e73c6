import type { KeyObject } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { indexKeys, piiKeys } from '../secrets/secrets';
import { KeyedDigest } from './keyed-digest';
import { keyIdOf, openText, sealText } from './sealed-box';

/** What is encrypted. The kind is bound into the ciphertext and into the index. */
export type PiiKind = 'phone' | 'email' | 'verification' | 'recipient' | 'message' | 'answer' | 'secret' | 'name';

/** What can be found again without being readable. `address` and `subject` serve limits, not people. */
export type IndexKind =
  | 'phone'
  | 'phone_last4'
  | 'email'
  | 'recipient'
  | 'address'
  | 'one_time_code'
  | 'coupon'
  | 'coupon_code'
  | 'family_code';

/**
 * Personal data at rest: AES-256-GCM under the key ring PII_KEYS, bound to its network and kind, and blind indexes
 * (HMAC-SHA256 under INDEX_KEY) by which it is found. The network is null for what belongs to none: staff's e-mail
 * addresses and the phones of guest accounts. Values are normalised by the caller (E.164, `normalizeEmail`).
 */
@Injectable()
export class Pii {
  encrypt(networkId: string | null, kind: PiiKind, text: string): Buffer {
    return sealText(piiKeys(), contextOf(networkId, kind), text);
  }

  /** Throws for a blob of another network or kind, or of a key that has left the ring. */
  decrypt(networkId: string | null, kind: PiiKind, blob: Buffer): string {
    return openText(piiKeys(), contextOf(networkId, kind), blob);
  }

  /** Whether the blob was made with another key than the newest, and waits for `pii rotate`. */
  isStale(blob: Buffer): boolean {
    return keyIdOf(blob) !== piiKeys().newest.id;
  }

  /** 32 bytes that are equal for equal values of one network and kind, and say nothing without the key. */
  blindIndex(networkId: string | null, kind: IndexKind, value: string): Buffer {
    return Buffer.from(this.blindIndexDigits(networkId, kind, value), 'hex');
  }

  /** The same as 64 hexadecimal digits. */
  blindIndexDigits(networkId: string | null, kind: IndexKind, value: string): string {
    return indexDigest().of(`${networkId ?? ''}\u0000${kind}\u0000${value}`);
  }
}

/** E-mail addresses are compared without case and outer spaces. */
export function normalizeEmail(email: string): string {
  return email.trim().normalize('NFC').toLowerCase();
}

function contextOf(networkId: string | null, kind: PiiKind): string {
  return `${networkId ?? 'platform'}/${kind}`;
}

let index: { readonly key: KeyObject; readonly digest: KeyedDigest } | undefined;

/** Made once, as long as the key stands as it is. */
function indexDigest(): KeyedDigest {
  const { key } = indexKeys().newest;
  if (index?.key !== key) index = { key, digest: new KeyedDigest(key.export()) };
  return index.digest;
}
