import { Injectable } from '@nestjs/common';
import type { KeyObject } from 'node:crypto';
import { indexKeys, piiKeys } from '../secrets/secrets';
import { KeyedDigest } from './keyed-digest';
import { KeyedPermutation } from './keyed-permutation';
import { keyIdOf, openText, sealText } from './sealed-box';

/** Kinds of encrypted fields. The kind is bound into the ciphertext and the index. */
export type PiiKind =
  | 'phone'
  | 'email'
  | 'verification'
  | 'recipient'
  | 'message'
  | 'answer'
  | 'secret'
  | 'name'
  | 'event'
  | 'subject'
  | 'postal_address'
  | 'feedback'
  | 'guest_file'
  | 'gift_card';

/**
 * Kinds of fields with a blind index, by which they are found without being decrypted. `address` and `subject` are used for limits, not for people.
 * `bot_webhook` is a secret derived from a bot's token, `push_key` the installation's key for push services, `wallet_pass` the secret by which a
 * phone requests a pass, `till_code` the code that a till with this key shows, `till_pin` what bcrypt hashes of a PIN.
 */
export type IndexKind =
  | 'phone'
  | 'phone_last4'
  | 'phone_block'
  | 'email'
  | 'recipient'
  | 'address'
  | 'one_time_code'
  | 'family_code'
  | 'device'
  | 'known_device'
  | 'bot_webhook'
  | 'unsubscribe'
  | 'push_key'
  | 'wallet_pass'
  | 'shadow_guest'
  | 'feedback'
  | 'gift_card'
  | 'till_code'
  | 'till_pin'
  | 'till_card';

/** Uses of permutations: to make the codes of a batch, and to find codes in a network. */
export type PermutationKind = 'coupon_code' | 'coupon_digest';

/** Keys of permutations by owner, in hexadecimal. */
export type CarriedKeys = Readonly<Record<PermutationKind, Readonly<Record<string, string>>>>;

/**
 * Personal data at rest: AES-256-GCM under the key ring PII_KEYS, bound to network and kind, and blind indexes (HMAC-SHA256 under INDEX_KEY) to
 * find values. The network is null for values that belong to none: staff's e-mail addresses, and phones of guest accounts. Callers normalise values
 * (E.164, `normalizeEmail`). Coupon codes, of which there are millions, fit into a block, so they use permutations of blocks instead.
 */
@Injectable()
export class Pii {
  encrypt(networkId: string | null, kind: PiiKind, text: string, ring = piiKeys()): Buffer<ArrayBuffer> {
    return sealText(ring, contextOf(networkId, kind), text);
  }

  /** Throws for a blob of another network or kind, or of a key that has left the ring. */
  decrypt(networkId: string | null, kind: PiiKind, blob: Uint8Array, ring = piiKeys()): string {
    return openText(ring, contextOf(networkId, kind), Buffer.from(blob));
  }

  /** Whether the value was encrypted with an older key, so that it waits for `pii rotate`. */
  isStale(blob: Buffer): boolean {
    return keyIdOf(blob) !== piiKeys().newest.id;
  }

  /** Whether the key of an encrypted value is still in the key ring. */
  isReadable(blob: Buffer): boolean {
    return piiKeys().keys.has(keyIdOf(blob));
  }

  /** 32 bytes that are equal for equal values of one network and kind, and say nothing without the key. */
  blindIndex(networkId: string | null, kind: IndexKind, value: string): Buffer<ArrayBuffer> {
    return digestOf(indexed(), networkId ?? '', kind, value);
  }

  /** The permutation for an owner and purpose. Its key is the HMAC of both under INDEX_KEY, so no other permutation or blind index has it. */
  permutation(kind: PermutationKind, ownerId: string): KeyedPermutation {
    const by = indexed();
    const of = by.permutations[kind];
    const known = of.get(ownerId);
    if (known !== undefined) return known;
    const made = new KeyedPermutation(this.permutationKey(kind, ownerId));
    if (of.size >= MAX_PERMUTATIONS) of.clear();
    of.set(ownerId, made);
    return made;
  }

  /** The permutation's 32-byte key: the one that came with the network from another installation, else the one derived from INDEX_KEY. */
  permutationKey(kind: PermutationKind, ownerId: string): Buffer {
    return carried[kind].get(ownerId) ?? digestOf(indexed(), ownerId, kind, '');
  }

  /** Uses these keys, in hexadecimal by owner, instead of those derived from INDEX_KEY. */
  carryKeys(keys: CarriedKeys): void {
    for (const kind of ['coupon_code', 'coupon_digest'] as const)
      for (const [ownerId, key] of Object.entries(keys[kind])) {
        carried[kind].set(ownerId, Buffer.from(key, 'hex'));
        ready?.permutations[kind].delete(ownerId);
      }
  }
}

/** Normalises an e-mail address, because addresses are compared without case and outer spaces. */
export function normalizeEmail(email: string): string {
  return email.trim().normalize('NFC').toLowerCase();
}

function contextOf(networkId: string | null, kind: PiiKind): string {
  return `${networkId ?? 'platform'}/${kind}`;
}

/** The most cached permutations of a kind; making one costs as much as dozens of blocks. */
const MAX_PERMUTATIONS = 1_000;

/** Values prepared for the index key. */
interface IndexKeys {
  readonly key: KeyObject;
  readonly digest: KeyedDigest;
  /** Permutations by owner. */
  readonly permutations: Readonly<Record<PermutationKind, Map<string, KeyedPermutation>>>;
}

let ready: IndexKeys | undefined;

/** Keys of permutations that networks brought along; they replace this installation's. */
const carried: Readonly<Record<PermutationKind, Map<string, Buffer>>> = {
  coupon_code: new Map(),
  coupon_digest: new Map(),
};

/** Made once for an index key. */
function indexed(): IndexKeys {
  const { key } = indexKeys().newest;
  if (ready?.key !== key) {
    const permutations = { coupon_code: new Map(), coupon_digest: new Map() };
    ready = { key, digest: new KeyedDigest(key.export()), permutations };
  }
  return ready;
}

/** 32 bytes. No kind is both an index and a permutation, and none has a NUL, so no two inputs collide. */
function digestOf(
  by: IndexKeys,
  ownerId: string,
  kind: IndexKind | PermutationKind,
  value: string,
): Buffer<ArrayBuffer> {
  return Buffer.from(by.digest.of(`${ownerId}\u0000${kind}\u0000${value}`), 'hex');
}
