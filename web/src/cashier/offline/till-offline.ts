import { useEffect, useSyncExternalStore } from 'react';
import { isOnline, onAnswer, reportSilence, useOnline } from '../../shared/api/connection';
import { fetchCode } from '../../shared/api/fetch-code';
import { ApiProblem, ConnectionLost } from '../../shared/api/problem';
import type { Till } from '../till/till';
import { NOTHING_WAITS, type Outlook } from './kept-act';
import type { OfflineDesk } from './offline-desk';

/** Marks that this browser has a copy of a till, so that a page without a session knows that it has to delete one. */
const COPY_IS_KEPT = 'loyalty.till.copy';
/** The offline part starts this late, so that the first screen loads first. */
const OPEN_AFTER_MS = 1_500;

let desk: OfflineDesk | null = null;
/** Guests who were found before the offline part was ready. */
let met: Parameters<OfflineDesk['remember']>[] = [];
const listeners = new Set<() => void>();

/**
 * Starts the till's offline part after the screen, and ends it with the screen.
 * @param session the person whom the server has confirmed; null: it has not
 */
export function useOfflineTill(userId: string, till: Till, session: object | null): void {
  const online = useOnline();
  useEffect(() => {
    if (!isPossible()) return undefined;
    let isOver = false;
    let opened: OfflineDesk | null = null;
    const timer = window.setTimeout(
      () => {
        void openDesk(userId, till).then((found) => {
          if (isOver) found?.close();
          else show((opened = found));
        });
        // A person who comes while the server is away sells by this part alone.
      },
      isOnline() ? OPEN_AFTER_MS : 0,
    );
    return () => {
      isOver = true;
      window.clearTimeout(timer);
      opened?.close();
      if (desk === opened) show(null);
    };
  }, [userId, till]);

  const current = useOfflineDesk();
  useEffect(() => {
    if (current === null || session === null || !online) return undefined;
    noteKeptTill();
    void current
      .keepSession(session)
      .then(() => current.isBack())
      .catch(leaveToNextAnswer);
    return onAnswer(() => void current.keepSession(session).catch(leaveToNextAnswer));
  }, [current, online, session]);
}

/** Remembers a guest for the time when the server is away. */
export function rememberGuest(...[found, key]: Parameters<OfflineDesk['remember']>): void {
  if (!isPossible()) return;
  if (desk === null) met = [...met, [found, key]];
  else void desk.remember(found, key).catch(leaveToNextAnswer);
}

/** Null: the browser does not support it, or it is not ready yet. */
export function useOfflineDesk(): OfflineDesk | null {
  return useSyncExternalStore(subscribe, () => desk);
}

export function useOutlook(): Outlook {
  return useSyncExternalStore(subscribe, () => desk?.outlook ?? NOTHING_WAITS);
}

/** Whether the browser has promised to keep the stored data; null: nothing is stored. */
export function useStorageKept(): boolean | null {
  return useSyncExternalStore(subscribe, () => desk?.isStorageKept ?? null);
}

/** Whether the server says that it can't record sales now; until it can, the page treats it as unreachable. */
export function isOutOfWork(error: unknown): boolean {
  const isOut = error instanceof ApiProblem && error.code === 'unavailable';
  if (isOut) reportSilence();
  return isOut;
}

/** Calls the server or, where it does not answer or can't record sales, this device. */
export function orOffline<Context, Answer>(
  ask: (context: Context) => Promise<Answer>,
  offline: (desk: OfflineDesk) => Promise<Answer>,
): (context: Context) => Promise<Answer> {
  return async (context) => {
    if (desk !== null && !isOnline()) return offline(desk);
    try {
      return await ask(context);
    } catch (error) {
      if (desk === null || !(error instanceof ConnectionLost || isOutOfWork(error))) throw error;
      return offline(desk);
    }
  };
}

/** The person of the last session, when the server can't be reached. */
export async function keptSession<Session>(): Promise<Session | null> {
  if (!isPossible() || localStorage.getItem(COPY_IS_KEPT) === null) return null;
  const { readKeptSession } = await import('./offline-session');
  return readKeptSession<Session>();
}

/** Notes that this browser keeps data of a till. */
export function noteKeptTill(): void {
  localStorage.setItem(COPY_IS_KEPT, 'yes');
}

export async function forgetKeptTill(): Promise<void> {
  if (localStorage.getItem(COPY_IS_KEPT) === null) return;
  const { forgetTillCopy } = await import('./offline-session');
  await forgetTillCopy();
  localStorage.removeItem(COPY_IS_KEPT);
}

/** Whether this browser can keep data of a till: keys and locks exist only in a secure context. */
export function isPossible(): boolean {
  return window.isSecureContext && 'locks' in navigator && 'indexedDB' in window;
}

async function openDesk(userId: string, till: Till): Promise<OfflineDesk | null> {
  try {
    const { OfflineDesk } = await fetchCode(() => import('./offline-desk'));
    return await OfflineDesk.open(userId, till);
  } catch {
    // Without it the till works as long as the server answers.
    return null;
  }
}

let leave: () => void = () => undefined;

function show(next: OfflineDesk | null): void {
  leave();
  desk = next;
  leave = next?.subscribe(tellAll) ?? (() => undefined);
  if (next !== null) {
    for (const [found, key] of met) void next.remember(found, key).catch(leaveToNextAnswer);
    met = [];
  }
  tellAll();
}

function tellAll(): void {
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function leaveToNextAnswer(): void {
  // The earlier copy is used until the server answers.
}
