import { useSyncExternalStore } from 'react';

/**
 * Whether the server can be reached: any answer but 503 means yes, and a request without an answer means no. While it can't be reached, the page
 * asks at this interval whether it can record sales. The browser's own online state only triggers a question earlier.
 */
const ASK_AGAIN_MS = 3_000;

/** An answer so recent says that the server answers. */
const ANSWER_HOLDS_MS = 1_000;

type Listener = () => void;

let online = true;
let answeredAt = -ANSWER_HOLDS_MS;
let timer: number | undefined;
const listeners = new Set<Listener>();
const answerListeners = new Set<Listener>();

/** Notes an answer. Without its database the server also answers 503, and a till then sells offline. */
export function reportAnswer({ status }: Response): void {
  if (status === 503) return;
  answeredAt = performance.now();
  change(true);
  for (const listener of answerListeners) listener();
}

/** Calls the listener at each answer; the returned function ends that. */
export function onAnswer(listener: Listener): () => void {
  answerListeners.add(listener);
  return () => answerListeners.delete(listener);
}

export function reportSilence(): void {
  answeredAt = -ANSWER_HOLDS_MS;
  change(false);
}

/** Like `useOnline`, for code outside of React. */
export function isOnline(): boolean {
  return online;
}

/** True while the server answers. */
export function useOnline(): boolean {
  return useSyncExternalStore(subscribe, () => online);
}

/**
 * Resolves when the server answers. Resolves at once if the server answered a moment ago, unless `isAskedAnew` is set. Until the server answers, it
 * is asked repeatedly and counts as unreachable.
 */
export async function untilAnswered({ isAskedAnew = false } = {}): Promise<void> {
  const hasJustAnswered = !isAskedAnew && performance.now() - answeredAt < ANSWER_HOLDS_MS;
  if (online && (hasJustAnswered || (await isHealthy()))) return;
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
    ({ ok }) => {
      if (ok) answeredAt = performance.now();
      return ok;
    },
    () => false,
  );
}

window.addEventListener('offline', () => change(false));
window.addEventListener('online', () => void askHealth());
