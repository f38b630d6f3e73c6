import { AsyncLocalStorage } from 'node:async_hooks';

const kinds = new AsyncLocalStorage<'background' | undefined>();

/** Does work that may be late: its transactions have connections and limits of their own, and take none from callers. */
export function inBackground<T>(work: () => T): T {
  return kinds.run('background', work);
}

/** Does work that somebody waits for, though it is begun where other work was asked for. */
export function inForeground<T>(work: () => T): T {
  return kinds.run(undefined, work);
}

export function isBackground(): boolean {
  return kinds.getStore() === 'background';
}
