import { untilAnswered } from './connection';

/** Applications whose code the service worker stores. */
const KEPT = /^\/(?:cashier|cabinet)(?:\/|$)/;

/** The key in the session storage of the time at which this tab was last reloaded for code that did not arrive. */
const RELOADED_AT = 'loyalty.reloadedForCode';

/** If code is missing again within this time after a reload, another reload would not help. */
const RELOAD_HELPS_AFTER_MS = 60_000;

let isCodeLost = false;

/**
 * Loads the code of a part of a page. A browser may remember that loading failed and never try again, so this function first waits until the server
 * answers. If loading fails all the same, the function waits for another answer and tries once more. If that fails too, only a reload of the page
 * helps (`needsReload`).
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

/** Whether a crashed page lacks code that only a reload of the page loads. */
export function needsReload(): boolean {
  return isCodeLost && Date.now() - Number(sessionStorage.getItem(RELOADED_AT)) > RELOAD_HELPS_AFTER_MS;
}

/** Reloads the page, so that the browser loads the missing code. */
export function reloadForCode(): void {
  sessionStorage.setItem(RELOADED_AT, String(Date.now()));
  location.reload();
}

/** Code that is stored on the device loads without the server. */
function isKeptHere(): boolean {
  return 'serviceWorker' in navigator && navigator.serviceWorker.controller !== null && KEPT.test(location.pathname);
}
