import { createPrivateKey, createPublicKey, type KeyObject, sign, verify } from 'node:crypto';
import type { KeyRing, RingKey } from '../../../security';

/** PKCS #8 header of an Ed25519 private key whose 32 bytes of seed follow (RFC 8410). */
const PKCS8_ED25519 = Buffer.from('302e020100300506032b657004220420', 'hex');
/** Length of the SPKI header before the 32 bytes of an Ed25519 public key (RFC 8410). */
const SPKI_ED25519_BYTES = 12;

/** One Ed25519 key of the ring: its secret half signs, its public half can be shown to anybody. */
export interface SealKey {
  readonly id: string;
  /** 32 bytes. */
  readonly publicKey: Buffer;
  sign(hash: Buffer): Buffer;
}

/**
 * The keys that sign the heads of seals (`SEAL_KEYS`, newest first, each a seed of 32 bytes). The database never sees
 * them, so that a person who can write every row of it still cannot make a seal.
 */
export class SealKeys {
  private known: ReadonlyMap<string, { key: SealKey; verifier: KeyObject }> | undefined;

  /** The ring is asked for when a key is wanted: what only speaks of the code needs none. */
  constructor(private readonly ringOf: () => KeyRing) {}

  get newest(): SealKey {
    return keyOf(this.ringOf().newest).key;
  }

  find(keyId: string): SealKey | undefined {
    return this.keys.get(keyId)?.key;
  }

  /** `unknown` when the ring has no such key, so that nothing can be said. */
  check(keyId: string, hash: Buffer, signature: Buffer): 'valid' | 'wrong' | 'unknown' {
    const entry = this.keys.get(keyId);
    if (entry === undefined) return 'unknown';
    return verify(null, hash, entry.verifier, signature) ? 'valid' : 'wrong';
  }

  private get keys(): ReadonlyMap<string, { key: SealKey; verifier: KeyObject }> {
    this.known ??= new Map([...this.ringOf().keys.values()].map((entry) => [entry.id, keyOf(entry)]));
    return this.known;
  }
}

function keyOf({ id, key }: RingKey): { key: SealKey; verifier: KeyObject } {
  const der = Buffer.concat([PKCS8_ED25519, key.export()]);
  const privateKey = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
  const verifier = createPublicKey(privateKey);
  const publicKey = verifier.export({ format: 'der', type: 'spki' }).subarray(SPKI_ED25519_BYTES);
  return { key: { id, publicKey, sign: (hash) => sign(null, hash, privateKey) }, verifier };
}
