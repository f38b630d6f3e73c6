import { useSyncExternalStore } from 'react';

/**
 * Whether the server can be reached. Every answer but 503 says yes, a request without answer says no, and while it is no the
 * server is asked whether it can record sales until it can again; what the browser believes of its network only hurries that.
 */
const ASK_AGAIN_MS = 3_000;

type Listener = () => void;

let online = true;
let timer: number | undefined;
const listeners = new Set<Listener>();
const answerListeners = new Set<Listener>();

/** A server without its database answers 503 too, and a till that sells without it goes on so. */
export function reportAnswer({ status }: Response): void {
  if (status === 503) return;
  change(true);
  for (const listener of answerListeners) listener();
}

/** Calls the listener at each answer, until the function that comes back is called. */
export function onAnswer(listener: Listener): () => void {
  answerListeners.add(listener);
  return () => answerListeners.delete(listener);
}

export function reportSilence(): void {
  change(false);
}

/** The same for code outside of the screens. */
export function isOnline(): boolean {
  return online;
}

/** True while the server answers. */
export function useOnline(): boolean {
  return useSyncExternalStore(subscribe, () => online);
}

/** Asks whether the server answers, and resolves as soon as it does; meanwhile it counts as silent. */
export async function untilAnswered(): Promise<void> {
  if (online && (await isHealthy())) return;
  reportSilence();
  await new Promise<void>((resolve) => {
    const leave = subscribe(() => {
      leave();
      resolve();
    });
  });
}

function subscribe(listener: Listener): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function change(next: boolean): void {
  if (next === online) return;
  online = next;
  window.clearTimeout(timer);
  if (!online) timer = window.setTimeout(() => void askHealth(), ASK_AGAIN_MS);
  for (const listener of listeners) listener();
}

async function askHealth(): Promise<void> {
  if (await isHealthy()) change(true);
  else timer = window.setTimeout(() => void askHealth(), ASK_AGAIN_MS);
}

function isHealthy(): Promise<boolean> {
  return fetch('/api/health/ready', { cache: 'no-store', signal: AbortSignal.timeout(ASK_AGAIN_MS) }).then(
    (response) => response.ok,
    () => false,
  );
}

window.addEventListener('offline', () => change(false));
window.addEventListener('online', () => void askHealth());
