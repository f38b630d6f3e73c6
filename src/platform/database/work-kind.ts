import { AsyncLocalStorage } from 'node:async_hooks';

const kinds = new AsyncLocalStorage<'background' | undefined>();

/** Does work that may be late: its transactions have connections and limits of their own, and take none from callers. */
export function inBackground<T>(work: () => T): T {
  return kinds.run('background', work);
}

/** Does work that a caller waits for, also where background work began it: it has the connections and limits of callers. */
export function inForeground<T>(work: () => T): T {
  return kinds.run(undefined, work);
}

export function isBackground(): boolean {
  return kinds.getStore() === 'background';
}
