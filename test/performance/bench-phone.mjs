import { chromium, devices } from '@playwright/test';
import { randomInt, randomUUID } from 'node:crypto';
import { findChromium } from '../browser/harness/chromium.mjs';
import { figureOf, rowOf } from './bench-figures.mjs';

/** Lighthouse's phone on slow 4G: round trip in ms, bytes a second down and up, and how many times slower the processor is. */
const NETWORK = { offline: false, latency: 150, downloadThroughput: 1_638_400 / 8, uploadThroughput: 768_000 / 8 };
const SLOWER = 4;
const FIRST_PAINT_MS = 1_500;
const INTERACTION_MS = 200;
const SALES = 20;
const PHONE = { ...devices['Pixel 7'], locale: 'en-GB' };
/** Pages of the bar at the foot, in the order in which they are touched. */
const PAGES = ['Offers', 'History', 'More', 'Card'];

/** The cabinet of a guest on a slow phone: first paint of sign-in and of the card, and how long a touch waits for its paint. */
export async function measurePhone({ app, network, rounds }) {
  const { executable, libraries } = findChromium();
  const browser = await chromium.launch({
    ...(executable && { executablePath: executable }),
    ...(libraries && { env: { ...process.env, LD_LIBRARY_PATH: libraries } }),
    args: ['--no-sandbox', '--disable-dev-shm-usage'],
  });
  const address = `http://127.0.0.1:${app.port}`;
  try {
    const context = await openCabinet(browser, address, network);
    const runs = [];
    for (let round = 0; round < rounds; round += 1) {
      const stranger = await browser.newContext(PHONE);
      const signIn = await paints(await stranger.newPage(), `${address}/cabinet/${network.code}`, 'Phone');
      await stranger.close();
      runs.push({ signIn: signIn.first, ...(await visit(context, address, network)) });
    }
    const row = (what, name, more) =>
      rowOf({ what, figure: figureOf(runs.map((run) => run[name])), unit: ' ms', ...more });
    return [
      row('phone: first paint of sign-in, nothing kept', 'signIn', { atMost: FIRST_PAINT_MS }),
      row('phone: first paint of the card, nothing kept', 'first', { atMost: FIRST_PAINT_MS }),
      row('phone: largest paint of the card, nothing kept', 'largest'),
      row('phone: first paint of the card, a later visit', 'again', { atMost: FIRST_PAINT_MS }),
      row('phone: slowest touch of the bar', 'touch', { atMost: INTERACTION_MS }),
    ];
  } finally {
    await browser.close();
  }
}

/** Opens the card of a signed-in guest, first with an empty cache and then as a later visit, and touches the bar. */
async function visit(context, address, network) {
  const page = await context.newPage();
  const session = await context.newCDPSession(page);
  await session.send('Network.clearBrowserCache');
  await session.send('Storage.clearDataForOrigin', { origin: address, storageTypes: 'service_workers,cache_storage' });
  const card = `${address}/cabinet/${network.code}`;
  const { first, largest } = await paints(page, card, 'Your card');
  const { first: again } = await paints(page, card, 'Your card');
  for (const name of PAGES) {
    await page.getByRole('link', { name, exact: true }).tap();
    await page.waitForLoadState('networkidle');
  }
  const touch = await page.evaluate(() => Math.max(...globalThis.touches, 0));
  await page.close();
  return { first, largest, again, touch };
}

/** First and largest paint of a page on the slow phone, in ms since its opening, once the named text is there. */
async function paints(page, address, name) {
  const session = await page.context().newCDPSession(page);
  await session.send('Network.emulateNetworkConditions', NETWORK);
  await session.send('Emulation.setCPUThrottlingRate', { rate: SLOWER });
  await page.addInitScript(() => {
    globalThis.touches = [];
    globalThis.largest = 0;
    new globalThis.PerformanceObserver((list) => {
      for (const entry of list.getEntries()) if (entry.interactionId > 0) globalThis.touches.push(entry.duration);
    }).observe({ type: 'event', durationThreshold: 16, buffered: true });
    new globalThis.PerformanceObserver((list) => {
      for (const entry of list.getEntries()) globalThis.largest = entry.startTime;
    }).observe({ type: 'largest-contentful-paint', buffered: true });
  });
  await page.goto(address);
  await page.getByLabel(name).first().waitFor();
  await page.waitForLoadState('networkidle');
  return page.evaluate(() => ({
    first: performance.getEntriesByName('first-contentful-paint')[0].startTime,
    largest: globalThis.largest,
  }));
}

/** A guest with sales to look back on, signed in; resolves with their phone. */
async function openCabinet(browser, address, network) {
  const context = await browser.newContext(PHONE);
  const page = await context.newPage();
  const phone = `+7900${String(randomInt(10_000_000)).padStart(7, '0')}`;
  const id = await call(address, network, '/api/guests', { phone, name: 'Anna', consentBasis: 'PAPER_FORM' }).then(
    (guest) => guest.id,
  );
  for (let n = 0; n < SALES; n += 1)
    await call(address, network, `/api/guests/${id}/transaction`, {
      type: 'SALE',
      pointOfSaleId: network.pointOfSaleId,
      receiptNumber: `phone-${id}-${n}`,
      amount: 100_000 + n * 1_000,
    });
  await page.goto(`${address}/cabinet/${network.code}`);
  await page.getByLabel('Phone').fill(phone);
  await page.keyboard.press('Enter');
  await page.getByLabel('Code').waitFor();
  const { items } = await (await fetch(`${address}/api/dev/outbox?to=${encodeURIComponent(phone)}`)).json();
  await page.getByLabel('Code').fill(/\d{6}/.exec(items[0].body)[0]);
  await page.keyboard.press('Enter');
  await page.getByRole('region', { name: 'Your card' }).waitFor();
  await page.close();
  return context;
}

async function call(address, { token }, path, body) {
  const answer = await fetch(`${address}${path}`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${token}`,
      'content-type': 'application/json',
      'idempotency-key': randomUUID(),
    },
    body: JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
  return answer.json();
}
