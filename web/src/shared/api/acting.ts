import { useSyncExternalStore } from 'react';

/** The network for which the owner of the installation acts in this tab. Other tabs stay the owner's own. */
export interface Acting {
  readonly networkId: string;
  readonly name: string;
  readonly reason: string;
  readonly expiresAt: string;
}

const STORED_AT = 'loyalty.acting';
/** The console of the network; the owner's own page never acts for anybody. */
const CONSOLE = /^\/admin(?:\/|$)/;

/** Undefined until a page asks first. */
let acting: Acting | null | undefined;
const listeners = new Set<() => void>();

/** The acting that requests of this page carry; null on pages without acting. */
export function currentActing(): Acting | null {
  if (!CONSOLE.test(location.pathname)) return null;
  acting ??= read();
  return acting;
}

export function useActing(): Acting | null {
  return useSyncExternalStore(subscribe, currentActing);
}

export function keepActing(next: Acting): void {
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

function change(next: Acting | null): void {
  acting = next;
  for (const listener of listeners) listener();
}

function read(): Acting | null {
  const stored = sessionStorage.getItem(STORED_AT);
  return stored === null ? null : (JSON.parse(stored) as Acting);
}
