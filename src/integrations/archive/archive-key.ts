import {
  createCipheriv,
  createDecipheriv,
  createPrivateKey,
  createPublicKey,
  createSecretKey,
  diffieHellman,
  generateKeyPairSync,
  hkdfSync,
  type KeyObject,
  randomBytes,
} from 'node:crypto';
import type { KeyRing } from '../../security';

const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const INFO = 'loyalty-archive';
/** The key id that stands in the values encrypted by an archive's key. */
const KEY_ID = 'archive';

/** An archive's key encrypted for one receiver: an ephemeral X25519 key, and the archive's key under AES-256-GCM by the secret of both. */
export interface WrappedKey {
  /** SPKI in base64. */
  readonly ephemeral: string;
  /** Nonce, tag and ciphertext in base64. */
  readonly wrapped: string;
}

export function makeArchiveKey(): Buffer {
  return randomBytes(KEY_BYTES);
}

/** The key as a key ring with one key, because personal data is encrypted by key rings. */
export function ringOf(key: Buffer): KeyRing {
  const entry = { id: KEY_ID, key: createSecretKey(key) };
  return { newest: entry, keys: new Map([[KEY_ID, entry]]) };
}

/** @param pem the receiver's public key, as `openssl pkey -pubout` writes it. Throws for another kind of key. */
export function wrapKey(key: Buffer, pem: string): WrappedKey {
  const receiver = requireX25519(() => createPublicKey(pem), 'public');
  const { publicKey, privateKey } = generateKeyPairSync('x25519');
  const ephemeral = publicKey.export({ format: 'der', type: 'spki' });
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv('aes-256-gcm', agree(privateKey, receiver, ephemeral), nonce);
  const body = Buffer.concat([cipher.update(key), cipher.final()]);
  const wrapped = Buffer.concat([nonce, cipher.getAuthTag(), body]);
  return { ephemeral: ephemeral.toString('base64'), wrapped: wrapped.toString('base64') };
}

/** @param pem the receiver's private key, as `openssl genpkey -algorithm X25519` writes it. Throws where the archive is for another receiver. */
export function unwrapKey({ ephemeral, wrapped }: WrappedKey, pem: string): Buffer {
  const receiver = requireX25519(() => createPrivateKey(pem), 'private');
  const der = Buffer.from(ephemeral, 'base64');
  const bytes = Buffer.from(wrapped, 'base64');
  const sender = createPublicKey({ key: der, format: 'der', type: 'spki' });
  const decipher = createDecipheriv('aes-256-gcm', agree(receiver, sender, der), bytes.subarray(0, NONCE_BYTES));
  decipher.setAuthTag(bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
  try {
    return Buffer.concat([decipher.update(bytes.subarray(NONCE_BYTES + TAG_BYTES)), decipher.final()]);
  } catch (cause) {
    throw new Error('The archive was made for another receiver: this private key does not open it.', { cause });
  }
}

function agree(privateKey: KeyObject, publicKey: KeyObject, ephemeral: Buffer): Buffer {
  const shared = diffieHellman({ privateKey, publicKey });
  return Buffer.from(hkdfSync('sha256', shared, ephemeral, INFO, KEY_BYTES));
}

function requireX25519(read: () => KeyObject, half: 'public' | 'private'): KeyObject {
  let key: KeyObject | undefined;
  try {
    key = read();
  } catch {
    // The text is no PEM key: it is refused below, like a key of another kind.
  }
  if (key?.asymmetricKeyType === 'x25519') return key;
  throw new Error(`The file is no ${half} X25519 key in PEM; docs/archive.md says how to make one.`);
}
