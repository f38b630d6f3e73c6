import { randomInt, randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';

/** The line that browsers call slow 4G. */
const SLOW_LINE = { offline: false, latency: 150, downloadThroughput: 1_600_000 / 8, uploadThroughput: 750_000 / 8 };
/** A page is quiet when it has requested nothing for so long. It fetches the code of other pages only afterwards. */
const QUIET_MS = 1_500;
const PATIENCE_MS = 60_000;
const PASSWORD = 'loyalty-demo';
const MANAGER = 'manager@demo.test';

/** First visits: the address, what a person presses or reads first, and who signs in before counting. */
export const VISITS = {
  cabinet: { path: '/cabinet/demo', first: 'main button' },
  till: { path: '/cashier', first: 'button[type=submit]' },
  console: { path: '/admin', first: 'button[type=submit]' },
  owner: { path: '/owner', first: 'button[type=submit]' },
  today: { path: '/admin', first: 'nav a', person: MANAGER },
};

/** Records a sale of a new guest, and returns the guest's phone. Without a sale the console shows the steps to the first one in place of figures. */
export async function sell(server) {
  const call = async (path, body, token) => {
    const headers = {
      'content-type': 'application/json',
      'idempotency-key': randomUUID(),
      ...(token && { authorization: `Bearer ${token}` }),
    };
    const answer = await fetch(`${server}/api${path}`, {
      method: body ? 'POST' : 'GET',
      headers,
      ...(body && { body: JSON.stringify(body) }),
    });
    if (!answer.ok) throw new Error(`${path}: ${String(answer.status)} ${await answer.text()}`);
    return answer.json();
  };
  const { accessToken } = await call('/auth/login', { email: MANAGER, password: PASSWORD });
  const { items: tills } = await call('/points-of-sale', undefined, accessToken);
  const phone = `+7900${String(randomInt(1_000_000, 9_999_999))}`;
  const guest = await call('/guests', { phone, name: 'Vera', consentBasis: 'PAPER_FORM' }, accessToken);
  const sale = { type: 'SALE', pointOfSaleId: tills[0].id, amount: 155_000 };
  await call(`/guests/${guest.id}/transaction`, sale, accessToken);
  return phone;
}

/**
 * Visits a page with nothing in the browser's cache, until it can be read and until it is quiet, and reloads it.
 *
 * @param {import('@playwright/test').Page} page of a context whose service worker is blocked: it fetches behind the page
 * @param {string} server its address
 * @param {keyof typeof VISITS} name
 * @param {{ isSlow: boolean }} options
 */
export async function visit(page, server, name, { isSlow }) {
  const { path, first, person } = VISITS[name];
  const line = await Line.of(page, isSlow);
  // Looked for in each frame: a locator looks after 270 ms, then each half second.
  const shown = () =>
    page.waitForFunction(
      (selector) => (globalThis.document.querySelector(selector)?.getClientRects().length ?? 0) > 0,
      first,
      { timeout: PATIENCE_MS, polling: 'raf' },
    );
  await page.goto(`${server}${path}`, { waitUntil: 'commit' });
  if (person !== undefined) {
    await page.locator('input[type=email]').fill(person);
    await page.locator('input[type=password]').fill(PASSWORD);
    await line.quiet();
    line.restart();
    await page.locator('button[type=submit]').click();
  }
  await shown();
  const read = line.arrived();
  const quiet = await line.quiet();
  line.restart();
  await page.reload({ waitUntil: 'commit' });
  await shown();
  return { read, quiet, reload: await line.quiet() };
}

/** Counts the requests of a page on the slow line. */
export const onSlowLine = (page) => Line.of(page, true);

/** Counts the files and API calls that a page requests over the network, without those from the browser's cache. */
class Line {
  #open = new Map();
  #arrived = [];
  #began = performance.now();
  #lastMs = 0;

  static async of(page, isSlow) {
    const session = await page.context().newCDPSession(page);
    const line = new Line();
    const leave = ({ requestId }) => line.#open.delete(requestId);
    session.on('Network.requestWillBeSent', ({ requestId, request }) => {
      if (!request.url.startsWith('data:')) line.#open.set(requestId, request.url);
    });
    session.on('Network.requestServedFromCache', leave);
    session.on('Network.loadingFailed', leave);
    session.on('Network.responseReceived', ({ requestId, response }) => {
      // A stream of events stays open as long as its page.
      if (response.fromDiskCache || response.mimeType === 'text/event-stream') leave({ requestId });
    });
    session.on('Network.loadingFinished', ({ requestId, encodedDataLength }) =>
      line.#take(requestId, encodedDataLength),
    );
    await session.send('Network.enable');
    if (isSlow) await session.send('Network.emulateNetworkConditions', SLOW_LINE);
    return line;
  }

  #take(id, bytes) {
    const url = this.#open.get(id);
    if (url === undefined) return;
    this.#open.delete(id);
    this.#arrived.push({ path: new URL(url).pathname, bytes });
    this.#lastMs = performance.now() - this.#began;
  }

  restart() {
    this.#arrived = [];
    this.#began = performance.now();
  }

  arrived() {
    const files = this.#arrived.filter(({ path }) => !path.startsWith('/api/'));
    const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
    return {
      files: files.length,
      kB: Math.round(bytes / 1_000),
      calls: this.#arrived.length - files.length,
      ms: Math.round(performance.now() - this.#began),
      names: files.map((file) => `${file.path} ${String(file.bytes)}`),
    };
  }

  /** The requests until no more come; `ms` is the time of the last one. */
  async quiet() {
    const end = performance.now() + PATIENCE_MS;
    for (let since = performance.now(), seen = -1; performance.now() - since < QUIET_MS; await wait(50)) {
      if (performance.now() > end) throw new Error(`the page goes on asking: ${[...this.#open.values()].join(' ')}`);
      const count = this.#arrived.length;
      if (this.#open.size > 0 || count !== seen) [since, seen] = [performance.now(), count];
    }
    return { ...this.arrived(), ms: Math.round(this.#lastMs) };
  }
}
