import type { SealedAct } from './kept-act';

const ALGORITHM = 'AES-GCM';
const KEY_BITS = 256;
const IV_BYTES = 12;

/** A key that no script can export, so a stolen store can't be decrypted on another device. */
export function makeKey(): Promise<CryptoKey> {
  return crypto.subtle.generateKey({ name: ALGORITHM, length: KEY_BITS }, false, ['encrypt', 'decrypt']);
}

export async function seal(key: CryptoKey, value: unknown): Promise<SealedAct> {
  const iv = crypto.getRandomValues(new Uint8Array(IV_BYTES));
  const plain = new TextEncoder().encode(JSON.stringify(value));
  return { iv, bytes: await crypto.subtle.encrypt({ name: ALGORITHM, iv }, key, plain) };
}

/** Undefined: the value was encrypted with another key. */
export async function unseal<Value>(key: CryptoKey, { iv, bytes }: SealedAct): Promise<Value | undefined> {
  const plain = await crypto.subtle.decrypt({ name: ALGORITHM, iv }, key, bytes).catch(() => undefined);
  return plain === undefined ? undefined : (JSON.parse(new TextDecoder().decode(plain)) as Value);
}
