import { AsyncLocalStorage } from 'node:async_hooks';

const kinds = new AsyncLocalStorage<'background'>();

/** Does work that may be late: its transactions have connections and limits of their own, and take none from callers. */
export function inBackground<T>(work: () => T): T {
  return kinds.run('background', work);
}

export function isBackground(): boolean {
  return kinds.getStore() === 'background';
}
