import { useSyncExternalStore } from 'react';

/** A page that stays open for weeks asks this often whether there is a newer version. */
const ASK_FOR_NEWER_MS = 3_600_000;

let waiting: ServiceWorker | null = null;
let reloads = false;
const listeners = new Set<() => void>();

/**
 * Lets the browser keep this application, so that it opens while the server is away. Once per page; where the browser
 * can't, the page works as any other. `manifest` says how the application is installed.
 */
export function registerWorker(manifest: string): void {
  const link = document.createElement('link');
  link.rel = 'manifest';
  link.href = manifest;
  document.head.append(link);
  if (!import.meta.env.PROD || !('serviceWorker' in navigator)) return;
  navigator.serviceWorker.addEventListener('controllerchange', () => {
    if (reloads) location.reload();
  });
  void navigator.serviceWorker.register('/sw.js').then(watch, leaveToNextVisit);
}

/** Whether a newer version of the application waits to be taken. It never comes by itself under what somebody types. */
export function useNewVersion(): boolean {
  return useSyncExternalStore(subscribe, () => waiting !== null);
}

/** Starts the page again in its newer version. */
export function takeNewVersion(): void {
  reloads = true;
  waiting?.postMessage('take-over');
}

function watch(registration: ServiceWorkerRegistration): void {
  offer(registration.waiting);
  registration.addEventListener('updatefound', () => {
    const { installing } = registration;
    installing?.addEventListener('statechange', () => {
      if (installing.state === 'installed') offer(registration.waiting);
    });
  });
  window.setInterval(() => void registration.update().catch(leaveToNextVisit), ASK_FOR_NEWER_MS);
}

/** The first version of all is in force without a reload. */
function offer(worker: ServiceWorker | null): void {
  if (worker === null || navigator.serviceWorker.controller === null) return;
  waiting = worker;
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function leaveToNextVisit(): void {
  // Without the worker the page works while the server answers.
}
