import { untilAnswered } from './connection';

/** Applications whose code the service worker stores. */
const KEPT = /^\/(?:cashier|cabinet)(?:\/|$)/;

/** Loads the code of a part of a page. A browser remembers failed loading and never tries again, so this first waits until the server answers. */
export async function fetchCode<Code>(load: () => Promise<Code>): Promise<Code> {
  if (!isKeptHere()) await untilAnswered();
  return load();
}

/** Code that is stored on the device loads without the server. */
function isKeptHere(): boolean {
  return 'serviceWorker' in navigator && navigator.serviceWorker.controller !== null && KEPT.test(location.pathname);
}
