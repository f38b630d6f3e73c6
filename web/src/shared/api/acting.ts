import { useSyncExternalStore } from 'react';

/** The network for which the installation's owner acts in this tab. In other tabs the owner acts for none. */
export interface ActingOwner {
  readonly networkId: string;
  readonly name: string;
  readonly reason: string;
  readonly expiresAt: string;
}

const STORED_AT = 'loyalty.acting';
/** Paths of a network's console; on other pages, such as the owner's own, acting does not apply. */
const CONSOLE = /^\/admin(?:\/|$)/;

/** Undefined until it is first read. */
let acting: ActingOwner | null | undefined;
const listeners = new Set<() => void>();

/** The acting that this page's requests carry; null on pages without it. */
export function currentActing(): ActingOwner | null {
  if (!CONSOLE.test(location.pathname)) return null;
  acting ??= read();
  return acting;
}

export function useActing(): ActingOwner | null {
  return useSyncExternalStore(subscribe, currentActing);
}

export function keepActing(next: ActingOwner): void {
  sessionStorage.setItem(STORED_AT, JSON.stringify(next));
  change(next);
}

export function forgetActing(): void {
  sessionStorage.removeItem(STORED_AT);
  change(null);
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function change(next: ActingOwner | null): void {
  acting = next;
  for (const listener of listeners) listener();
}

function read(): ActingOwner | null {
  const stored = sessionStorage.getItem(STORED_AT);
  return stored === null ? null : (JSON.parse(stored) as ActingOwner);
}
