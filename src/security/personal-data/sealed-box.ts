import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import type { KeyRing } from '../secrets/key-ring';

const VERSION = 1;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/**
 * Encrypts a text by AES-256-GCM with the newest key of a ring. Layout: version, length of the key id, key id, nonce, tag, ciphertext. Everything
 * before the nonce and `context` is authenticated, so a value that was moved elsewhere, or given another key id, can't be decrypted.
 */
export function sealText(ring: KeyRing, context: string, text: string): Buffer<ArrayBuffer> {
  const { id, key } = ring.newest;
  const header = Buffer.concat([Buffer.from([VERSION, id.length]), Buffer.from(id, 'ascii')]);
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES });
  cipher.setAAD(associatedData(header, context));
  const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
  return Buffer.concat([header, nonce, cipher.getAuthTag(), body]);
}

/** Decrypts a value of `sealText` with any key of the ring. Throws for an unknown key, another context, or changed bytes. */
export function openText(ring: KeyRing, context: string, blob: Buffer): string {
  const id = keyIdOf(blob);
  const key = ring.keys.get(id);
  if (key === undefined) throw new Error(`the key "${id}" is not in PII_KEYS`);
  const header = blob.subarray(0, 2 + id.length);
  const nonce = blob.subarray(header.length, header.length + NONCE_BYTES);
  const tag = blob.subarray(header.length + NONCE_BYTES, header.length + NONCE_BYTES + TAG_BYTES);
  const decipher = createDecipheriv('aes-256-gcm', key.key, nonce, { authTagLength: TAG_BYTES });
  decipher.setAAD(associatedData(header, context));
  decipher.setAuthTag(tag);
  const body = blob.subarray(header.length + NONCE_BYTES + TAG_BYTES);
  return Buffer.concat([decipher.update(body), decipher.final()]).toString('utf8');
}

/** The id of the key that encrypted a value. */
export function keyIdOf(blob: Buffer): string {
  const [version, length] = blob;
  if (version !== VERSION || length === undefined || blob.length < 2 + length + NONCE_BYTES + TAG_BYTES) {
    throw new Error('not an encrypted value');
  }
  return blob.subarray(2, 2 + length).toString('ascii');
}

function associatedData(header: Buffer, context: string): Buffer {
  return Buffer.concat([header, Buffer.from([0]), Buffer.from(context, 'utf8')]);
}
