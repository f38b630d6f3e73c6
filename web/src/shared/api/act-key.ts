import { newKey } from '@loyalty-platform/client';

export { keyHeader, newKey } from '@loyalty-platform/client';

/**
 * The idempotency key of an act. One key belongs to one body: a second request with the same body while the outcome of
 * the first is open gets the same key, so that a sale that was recorded but not answered is never recorded twice.
 */
export interface KeyedAct<Body> {
  readonly key: string;
  readonly body: Body;
}

/** A changing call: it sends one act under its key. */
export type Send<Body, Answer> = (act: KeyedAct<Body>) => Promise<Answer>;

export function keyAct<Body>(body: Body, open: KeyedAct<Body> | null): KeyedAct<Body> {
  if (open !== null && isSame(open.body, body)) return open;
  return { key: newKey(), body };
}

/** Two files are the same only where they are one: JSON says nothing of their content. */
function isSame(one: unknown, other: unknown): boolean {
  if (one instanceof Blob || other instanceof Blob) return one === other;
  return JSON.stringify(one) === JSON.stringify(other);
}
