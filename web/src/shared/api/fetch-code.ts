import { untilAnswered } from './connection';

/** Applications whose code the service worker stores. */
const KEPT = /^\/(?:cashier|cabinet)(?:\/|$)/;

/** When this tab was last reloaded for code that did not arrive. */
const RELOADED_AT = 'loyalty.reloadedForCode';

/** Code that is missing again so soon after a reload is not brought by another one. */
const RELOAD_HELPS_AFTER_MS = 60_000;

let isCodeLost = false;

/**
 * Loads the code of a part of a page. A browser may remember failed loading and never try again, so this first waits until the server answers. Where
 * loading fails after all, it waits for an answer and tries once more; see `needsReload` for a browser that remembers.
 */
export async function fetchCode<Code>(load: () => Promise<Code>): Promise<Code> {
  if (isKeptHere()) return load();
  await untilAnswered();
  try {
    return await load();
  } catch {
    await untilAnswered({ isAskedAnew: true });
  }
  try {
    return await load();
  } catch (error) {
    isCodeLost = true;
    throw error;
  }
}

/** Whether a page that crashed lacks code which only a reload brings. */
export function needsReload(): boolean {
  return isCodeLost && Date.now() - Number(sessionStorage.getItem(RELOADED_AT)) > RELOAD_HELPS_AFTER_MS;
}

/** Loads the page at its address again, for its missing code. */
export function reloadForCode(): void {
  sessionStorage.setItem(RELOADED_AT, String(Date.now()));
  location.reload();
}

/** Code that is stored on the device loads without the server. */
function isKeptHere(): boolean {
  return 'serviceWorker' in navigator && navigator.serviceWorker.controller !== null && KEPT.test(location.pathname);
}
