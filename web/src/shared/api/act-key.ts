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
  if (open !== null && JSON.stringify(open.body) === JSON.stringify(body)) return open;
  return { key: newKey(), body };
}
