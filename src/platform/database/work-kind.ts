import { AsyncLocalStorage } from 'node:async_hooks';

const kinds = new AsyncLocalStorage<'background' | undefined>();

/** Runs work that may be late: its transactions use separate connections and limits, so callers keep theirs. */
export function inBackground<T>(work: () => T): T {
  return kinds.run('background', work);
}

/** Runs work that a caller waits for, with the connections and limits of callers, also inside background work. */
export function inForeground<T>(work: () => T): T {
  return kinds.run(undefined, work);
}

export function isBackground(): boolean {
  return kinds.getStore() === 'background';
}
