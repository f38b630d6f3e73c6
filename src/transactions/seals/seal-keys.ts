import { createPrivateKey, createPublicKey, hkdfSync, type KeyObject, sign, verify } from 'node:crypto';
import { sha256 } from './merkle.rules';

/** PKCS #8 header of an Ed25519 private key whose 32 bytes of seed follow (RFC 8410). */
const PKCS8_ED25519 = Buffer.from('302e020100300506032b657004220420', 'hex');
/** SPKI header of an Ed25519 public key whose 32 bytes follow (RFC 8410). */
const SPKI_ED25519_BYTES = 12;

/** One Ed25519 key of the ring, made from a secret: the secret signs, the public half can be shown to anybody. */
export interface SealKey {
  /** The first 16 hexadecimal digits of the SHA-256 of the public key. */
  readonly id: string;
  /** 32 bytes. */
  readonly publicKey: Buffer;
  sign(hash: Buffer): Buffer;
}

/**
 * The keys that sign the heads of seals (`SEAL_KEYS`, newest first). The database never sees them, so that whoever
 * can write every row of it still cannot make a seal.
 */
export class SealKeyRing {
  private readonly keys: ReadonlyMap<string, { key: SealKey; verifier: KeyObject }>;
  readonly newest: SealKey;

  constructor(secrets: readonly string[]) {
    const keys = secrets.map(keyOf);
    const [first] = keys;
    if (first === undefined) throw new Error('SEAL_KEYS has no key');
    this.newest = first.key;
    this.keys = new Map(keys.map((entry) => [entry.key.id, entry]));
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
}

function keyOf(secret: string): { key: SealKey; verifier: KeyObject } {
  const seed = Buffer.from(hkdfSync('sha256', secret, '', 'loyalty ledger seal', 32));
  const privateKey = createPrivateKey({ key: Buffer.concat([PKCS8_ED25519, seed]), format: 'der', type: 'pkcs8' });
  const verifier = createPublicKey(privateKey);
  const publicKey = verifier.export({ format: 'der', type: 'spki' }).subarray(SPKI_ED25519_BYTES);
  const id = sha256(publicKey).subarray(0, 8).toString('hex');
  return { key: { id, publicKey, sign: (hash) => sign(null, hash, privateKey) }, verifier };
}
