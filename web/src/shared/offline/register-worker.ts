import { useSyncExternalStore } from 'react';

/** How often a page that stays open for weeks checks for a newer version. */
const ASK_FOR_NEWER_MS = 3_600_000;

/** The worker fetches all files of till and cabinet, so it waits until the page has what it shows first. */
const REGISTERED_AFTER_MS = 2_000;

let waiting: ServiceWorker | null = null;
let reloads = false;
const listeners = new Set<() => void>();

/**
 * Installs the service worker, so that the application opens while the server is away. Once for each page; without service workers the page works
 * as usual.
 * @param manifest address of the file that tells how the application is installed
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
  if (document.readyState === 'complete') register();
  else window.addEventListener('load', register, { once: true });
}

function register(): void {
  window.setTimeout(
    () => void navigator.serviceWorker.register('/sw.js').then(watch, leaveToNextVisit),
    REGISTERED_AFTER_MS,
  );
}

/** Whether a newer version waits. It is never activated by itself, so it can't interrupt typing. */
export function useNewVersion(): boolean {
  return useSyncExternalStore(subscribe, () => waiting !== null);
}

/** Activates the newer version and reloads the page. */
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

/** The very first version needs no reload. */
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
  // Without the service worker the page works while the server answers.
}
