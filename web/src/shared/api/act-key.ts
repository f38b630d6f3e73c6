import { newKey } from '@loyalty-platform/client';

export { keyHeader, newKey } from '@loyalty-platform/client';

/**
 * An act with its idempotency key. A key belongs to one body: while the first request's outcome is unknown, a second request with the same body
 * gets the same key, so a sale whose answer was lost is not recorded twice.
 */
export interface KeyedAct<Body> {
  readonly key: string;
  readonly body: Body;
}

/** Sends an act under its key. */
export type Send<Body, Answer> = (act: KeyedAct<Body>) => Promise<Answer>;

export function keyAct<Body>(body: Body, open: KeyedAct<Body> | null): KeyedAct<Body> {
  if (open !== null && isSame(open.body, body)) return open;
  return { key: newKey(), body };
}

/** JSON shows nothing of a file's content, so two files are equal only if they are the same object. */
function isSame(one: unknown, other: unknown): boolean {
  if (one instanceof Blob || other instanceof Blob) return one === other;
  return JSON.stringify(one) === JSON.stringify(other);
}
