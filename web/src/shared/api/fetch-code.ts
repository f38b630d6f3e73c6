import { untilAnswered } from './connection';

/** Applications whose code the service worker keeps. */
const KEPT = /^\/(?:cashier|cabinet)(?:\/|$)/;

/**
 * The code of a part of a page. A browser remembers code that did not arrive and never asks for it again, so it is asked
 * for only of a server that answers; until then the caller waits.
 */
export async function fetchCode<Code>(load: () => Promise<Code>): Promise<Code> {
  if (!isKeptHere()) await untilAnswered();
  return load();
}

/** Code that stands on the device arrives without the server too. */
function isKeptHere(): boolean {
  return 'serviceWorker' in navigator && navigator.serviceWorker.controller !== null && KEPT.test(location.pathname);
}
