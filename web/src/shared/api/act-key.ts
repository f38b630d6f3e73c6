/**
 * The idempotency key of an act. One key belongs to one body: whoever asks again with the same body while the outcome of
 * the first try is open gets the same key, so that a sale that was recorded but not answered is never recorded twice.
 */
export interface KeyedAct<Body> {
  readonly key: string;
  readonly body: Body;
}

/** A changing call: it sends one act under its key. */
export type Send<Body, Answer> = (act: KeyedAct<Body>) => Promise<Answer>;

/** The header in which the key goes. */
export function keyHeader(key: string): { 'Idempotency-Key': string } {
  return { 'Idempotency-Key': key };
}

export function keyAct<Body>(body: Body, open: KeyedAct<Body> | null): KeyedAct<Body> {
  if (open !== null && JSON.stringify(open.body) === JSON.stringify(body)) return open;
  return { key: newKey(), body };
}

/** `crypto.randomUUID` exists only in secure contexts; a till in a shop's own network may be served without TLS. */
export function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
