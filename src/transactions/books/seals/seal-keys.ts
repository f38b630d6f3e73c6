import { createPrivateKey, createPublicKey, sign, verify } from 'node:crypto';
import type { KeyRing, RingKey } from '../../../security';
import type { Seal } from './seal-head.rules';

/** PKCS #8 header of an Ed25519 private key, before the 32 bytes of seed (RFC 8410). */
const PKCS8_ED25519 = Buffer.from('302e020100300506032b657004220420', 'hex');
/** SPKI header before the 32 bytes of an Ed25519 public key (RFC 8410). */
const SPKI_ED25519 = Buffer.from('302a300506032b6570032100', 'hex');

/** An Ed25519 key of the ring. The private half signs; anybody may see the public half. */
export interface SealKey {
  readonly id: string;
  /** 32 bytes. */
  readonly publicKey: Buffer;
  sign(hash: Buffer): Buffer;
}

/** Public keys (32 bytes in hexadecimal, by id) of the installation that sealed a network up to a number, before the network moved here. */
export interface CarriedSealKeys {
  readonly upTo: number;
  readonly keys: Readonly<Record<string, string>>;
}

/** The members of a seal that tell which key signed it. */
type SignedSeal = Pick<Seal, 'number' | 'keyId' | 'hash' | 'signature'>;

/**
 * The keys that sign the heads of seals (`SEAL_KEYS`, newest first, each a seed of 32 bytes). The database never sees
 * them, so a person who can write every row still cannot make a seal.
 */
export class SealKeys {
  private known: { readonly ring: KeyRing; readonly keys: ReadonlyMap<string, SealKey> } | undefined;

  /** The ring is read when a key is first needed, so commands that need no key start without one. */
  constructor(private readonly ringOf: () => KeyRing) {}

  get newest(): SealKey {
    return keyOf(this.ringOf().newest);
  }

  /** @param publicKey 32 bytes */
  has(publicKey: Buffer): boolean {
    return [...this.keys.values()].some((key) => key.publicKey.equals(publicKey));
  }

  /** The public key (32 bytes) for a seal: from the ring, or from the installation from which the network came. */
  publicKeyOf(
    { number, keyId }: Pick<SignedSeal, 'number' | 'keyId'>,
    carried: readonly CarriedSealKeys[] = [],
  ): Buffer | undefined {
    const before = carried.find(({ upTo }) => number <= upTo);
    if (before === undefined) return this.keys.get(keyId)?.publicKey;
    const key = before.keys[keyId];
    return key === undefined ? undefined : Buffer.from(key, 'hex');
  }

  /** `unknown`: the key is missing, so the signature cannot be checked. */
  check(seal: SignedSeal, carried: readonly CarriedSealKeys[] = []): 'valid' | 'wrong' | 'unknown' {
    const publicKey = this.publicKeyOf(seal, carried);
    if (publicKey === undefined) return 'unknown';
    return isSignedBy(publicKey, seal.hash, seal.signature) ? 'valid' : 'wrong';
  }

  private get keys(): ReadonlyMap<string, SealKey> {
    const ring = this.ringOf();
    if (this.known?.ring !== ring)
      this.known = { ring, keys: new Map([...ring.keys.values()].map((entry) => [entry.id, keyOf(entry)])) };
    return this.known.keys;
  }
}

/** Whether the holder of an Ed25519 key, given by its 32 public bytes, signed these bytes. */
export function isSignedBy(publicKey: Buffer, bytes: Buffer, signature: Buffer): boolean {
  const key = createPublicKey({ key: Buffer.concat([SPKI_ED25519, publicKey]), format: 'der', type: 'spki' });
  return verify(null, bytes, key, signature);
}

function keyOf({ id, key }: RingKey): SealKey {
  const der = Buffer.concat([PKCS8_ED25519, key.export()]);
  const privateKey = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
  const publicKey = createPublicKey(privateKey).export({ format: 'der', type: 'spki' }).subarray(SPKI_ED25519.length);
  return { id, publicKey, sign: (hash) => sign(null, hash, privateKey) };
}
