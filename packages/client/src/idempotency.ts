/** The header that carries the key of a change: the server does a change once for each key, and repeats its answer. */
export const KEY_HEADER = 'Idempotency-Key';

/** The header of a key that the caller keeps, for `params: { header: keyHeader(key) }`. */
export function keyHeader(key: string): { 'Idempotency-Key': string } {
  return { [KEY_HEADER]: key };
}

/** `crypto.randomUUID` exists only in secure contexts; a till in a shop's own network may be served without TLS. */
export function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
