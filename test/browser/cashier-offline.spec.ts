import { type APIRequestContext, type BrowserContext, chromium, expect, type Page, test } from '@playwright/test';
import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { rmSync } from 'node:fs';
import {
  amountField,
  expectNoViolations,
  findByPhone,
  findField,
  openTill,
  primary,
  registerGuest,
  salesOf,
  type TestGuest,
  tokenOf,
  words,
} from './cashier-till';
import { changeSettings, MANAGER, signInTo } from './console-desk';
import { keepPicture } from './harness/pictures';
import { expectToFit } from './rewards-desk';

/** These pages are kept on the device, as those of a till are. */
test.use({ serviceWorkers: 'allow' });

const KEPT = /Kept on this device/;
const HOUR_MS = 3_600_000;
/** Room for the page itself, and little more. */
const QUOTA = 24 * 1024 * 1024;
/** Points that a guest spends while the till has no server. */
const SPENT = 300;

/** A till that is kept on the device, with its first copy: its last part is the allowance. */
async function whenCopied(page: Page, open: () => Promise<unknown>): Promise<void> {
  const allowed = page.waitForResponse(/\/allowance\/token$/);
  await open();
  await allowed;
  await page.evaluate(async () => {
    await navigator.serviceWorker.ready;
  });
}

async function openKeptTill(page: Page): Promise<void> {
  await whenCopied(page, () => openTill(page, 'en'));
}

/** Finds the guest while the server is there, and waits until this till has copied them. */
async function meet(page: Page, guest: TestGuest): Promise<void> {
  const copied = page.waitForResponse(/\/offline-copy$/);
  await findByPhone(page, guest, 'en');
  await copied;
  // The copy is on the disk a moment after it came.
  await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 300)));
}

async function goOffline(context: BrowserContext, page: Page): Promise<void> {
  await context.setOffline(true);
  await expect(page.getByText(/The till sells on/)).toBeVisible();
}

/** Rings up a receipt of the guest in front, or an anonymous one. */
async function sell(page: Page, amount: number): Promise<void> {
  await amountField(page, 'en').fill(String(amount));
  await expect(primary(page)).toBeEnabled();
  await amountField(page, 'en').press('Enter');
  await expect(page.getByText(KEPT)).toBeVisible();
  await page.getByRole('button', { name: words.en.next }).click();
}

/** Rings up 2,000.00 of the guest in front, of which points pay 300.00. */
async function spend(page: Page): Promise<void> {
  await amountField(page, 'en').fill('2000');
  await page.getByRole('group', { name: words.en.points }).getByRole('textbox').fill(String(SPENT));
  await expect(page.locator('output')).toHaveText('₽1,600.00');
  await expect(primary(page)).toBeEnabled();
  await amountField(page, 'en').press('Enter');
  await expect(page.getByText(KEPT)).toBeVisible();
  await page.getByRole('button', { name: words.en.next }).click();
}

/** After a power cut little else than the sale may have reached the disk: where it has to be, the person signs in again. */
async function enterAgain(page: Page): Promise<void> {
  const password = page.locator('input[type=password]');
  await expect(password.or(findField(page))).toBeVisible();
  await page.getByRole('button', { name: 'EN', exact: true }).click();
  if (!(await password.isVisible())) return;
  await page.getByRole('textbox').first().fill('cashier@demo.test');
  await password.fill('loyalty-demo');
  await page.keyboard.press('Enter');
  const place = page.locator('main section button').first();
  await expect(findField(page).or(place).first()).toBeVisible();
  if (!(await findField(page).isVisible())) await place.click();
  await expect(findField(page)).toBeVisible();
}

async function sellTo(page: Page, guest: TestGuest, amount: number): Promise<void> {
  await findField(page).fill(guest.phone);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: guest.name })).toBeVisible();
  await sell(page, amount);
}

async function amountsOf(request: APIRequestContext, guest: TestGuest): Promise<number[]> {
  return (await salesOf(request, guest)).map(({ amount }) => amount).reverse();
}

/** Runs in the page: writes until the browser has no room for the smallest of acts. */
async function fillStorage(): Promise<void> {
  const opening = indexedDB.open('filling');
  const database = await new Promise<IDBDatabase>((resolve, reject) => {
    opening.onupgradeneeded = () => opening.result.createObjectStore('bytes', { autoIncrement: true });
    opening.onsuccess = () => resolve(opening.result);
    opening.onerror = () => reject(new Error('no store to fill'));
  });
  const write = (size: number) =>
    new Promise<boolean>((resolve) => {
      const bytes = new Uint8Array(size);
      for (let at = 0; at < size; at += 65_536) crypto.getRandomValues(bytes.subarray(at, at + 65_536));
      const writing = database.transaction('bytes', 'readwrite');
      writing.objectStore('bytes').add(bytes);
      writing.oncomplete = () => resolve(true);
      writing.onabort = () => resolve(false);
    });
  for (const size of [1_000_000, 100_000, 10_000, 1_000, 100, 10, 1]) while (await write(size));
  database.close();
}

/** As a power cut: nothing of it gets to finish. Its processes have the folder of their profile among their arguments. */
function killBrowserOf(profile: string): void {
  const processes = execFileSync('ps', ['-axww', '-o', 'pid=,args='], { encoding: 'utf8' }).split('\n');
  const own = processes.filter((line) => line.includes(`--user-data-dir=${profile}`));
  expect(own.length).toBeGreaterThan(0);
  for (const line of own) {
    try {
      process.kill(Number.parseInt(line, 10), 'SIGKILL');
    } catch {
      // It went with another of them.
    }
  }
}

const waiting = (page: Page, count: number) =>
  page.getByRole('button', { name: new RegExp(`^${String(count)} sales? to send`) });

test('a sale goes on where the network ends, outlives its tab, and reaches the server once with its own time', async ({
  page,
  context,
  request,
}) => {
  const guest = await registerGuest(request, 500);
  await openKeptTill(page);
  await meet(page, guest);
  await amountField(page, 'en').fill('1550');
  await expect(primary(page)).toContainText('points');
  await goOffline(context, page);
  const rungUpAt = Date.now();
  await expect(primary(page)).toBeEnabled();
  await amountField(page, 'en').press('Enter');
  await expect(page.getByText(KEPT)).toBeVisible();
  await expectNoViolations(page);
  await keepPicture(page, 'cashier-offline-kept');
  // The tab dies right after "kept"; the next one opens without the server.
  await page.close();
  const again = await context.newPage();
  await again.goto('/cashier');
  await expect(waiting(again, 1)).toBeVisible();
  await sellTo(again, guest, 300);
  await sell(again, 200);
  await expect(waiting(again, 3)).toBeVisible();
  await again.getByRole('button', { name: 'Sign out' }).click();
  await expect(again.getByRole('dialog')).toContainText('3 sales are not on the server yet');
  await expectNoViolations(again);
  await again.getByRole('button', { name: 'Stay' }).click();
  await context.setOffline(false);
  await expect(again.getByRole('button', { name: /to send/ })).toHaveCount(0);
  expect(await amountsOf(request, guest)).toEqual([155_000, 30_000]);
  const headers = { authorization: `Bearer ${await tokenOf(request, 'manager@demo.test')}` };
  const history = await request.get(`/api/guests/${guest.id}/history`, { headers });
  const { items } = (await history.json()) as { items: { type: string; amount: number; occurredAt: string }[] };
  const first = items.find(({ amount }) => amount === 155_000);
  expect(Math.abs(Date.parse(first?.occurredAt ?? '') - rungUpAt)).toBeLessThan(30_000);
});

/** A campaign of 70 points for one amount that no other test rings up; answers with how to end it. */
async function startCampaign(request: APIRequestContext, amount: number): Promise<() => Promise<void>> {
  const authorization = `Bearer ${await tokenOf(request, 'manager@demo.test')}`;
  const headersOf = () => ({ authorization, 'idempotency-key': randomUUID() });
  const document = {
    ...{ schema: 1, name: { en: 'Seventy', ru: 'Семьдесят' }, type: 'CATEGORY_BONUS', join: 'ALL' },
    ...{ audience: { segments: [], tiers: [] }, where: { restaurantIds: [], channels: [] } },
    schedule: { startsAt: '2026-01-01T00:00', endsAt: null, recurrence: null, exceptions: [] },
    when: { combinator: 'and', rules: [{ field: 'amount', operator: '=', value: amount }] },
    ...{ offer: { kind: 'POINTS', points: 70 }, challenge: null, caps: null },
    budgets: [{ unit: 'POINTS', restaurantId: null, limit: 100 }],
    ...{ onShortBudget: 'REFUSE', group: null, priority: 100, control: null, announcement: null },
  };
  const made = await request.post('/api/campaigns', { headers: headersOf(), data: { document } });
  expect(made.status(), await made.text()).toBe(201);
  const { id } = (await made.json()) as { id: string };
  const put = async (state: string) => {
    const answer = await request.put(`/api/campaigns/${id}/state`, { headers: headersOf(), data: { state } });
    expect(answer.status(), await answer.text()).toBe(200);
    return ((await answer.json()) as { effectiveFrom: string }).effectiveFrom;
  };
  const from = Date.parse(await put('RUNNING'));
  await expect.poll(() => Date.now() - from, { timeout: 45_000 }).toBeGreaterThan(1_000);
  return async () => {
    await put('ENDED');
  };
}

test('points of a campaign are quoted without the server as far as its budget goes, and are there when the sale is', async ({
  page,
  context,
  request,
}) => {
  const end = await startCampaign(request, 77_700);
  try {
    const [guest, other] = [await registerGuest(request), await registerGuest(request)];
    await openKeptTill(page);
    await meet(page, other);
    await page.keyboard.press('Escape');
    await meet(page, guest);
    await goOffline(context, page);
    await amountField(page, 'en').fill('777');
    await expect(page.getByText(/of the points are by campaigns: the server confirms them/)).toBeVisible();
    await expect(primary(page)).toBeEnabled();
    await amountField(page, 'en').press('Enter');
    await expect(page.getByText(KEPT)).toBeVisible();
    const figure = async (text: RegExp) => Number(text.exec(await page.locator('main').innerText())?.[1] ?? '0');
    const byCampaigns = await figure(/Campaigns add (\d+) points?/);
    expect(byCampaigns).toBeGreaterThanOrEqual(70);
    const promised = (await figure(/gets at least (\d+) points?/)) + byCampaigns;
    await expectNoViolations(page);
    await page.getByRole('button', { name: words.en.next }).click();
    // The waiting sale has taken the budget: thirty points are left of it, and it gives seventy or nothing.
    await findField(page).fill(other.phone);
    await page.keyboard.press('Enter');
    await expect(page.getByRole('heading', { name: other.name })).toBeVisible();
    await amountField(page, 'en').fill('777');
    await expect(primary(page)).toBeEnabled();
    await amountField(page, 'en').press('Enter');
    await expect(page.getByText(KEPT)).toBeVisible();
    expect(await figure(/Campaigns add (\d+) points?/)).toBe(byCampaigns - 70);
    await context.setOffline(false);
    await expect(page.getByRole('button', { name: /to send/ })).toHaveCount(0);
    expect(await salesOf(request, guest)).toMatchObject([{ amount: 77_700, pointsEarned: promised }]);
    expect(await salesOf(request, other)).toMatchObject([{ amount: 77_700, pointsEarned: promised - 70 }]);
  } finally {
    await context.setOffline(false);
    await end();
  }
});

test('a check that is divided without the server is kept part by part, and is one receipt when it is there', async ({
  page,
  context,
  request,
}) => {
  const [anna, boris] = [await registerGuest(request), await registerGuest(request)];
  await openKeptTill(page);
  await meet(page, boris);
  await page.keyboard.press('Escape');
  await meet(page, anna);
  await goOffline(context, page);
  await amountField(page, 'en').fill('2000.01');
  await page.getByRole('form').getByRole('button', { name: 'Divide', exact: true }).click();
  await page.getByRole('button', { name: 'Divide into 2 parts' }).click();
  const bar = page.getByRole('region', { name: 'Parts of the check' });
  await expect(bar).toContainText('Part 1 of 2.');
  await expect(primary(page)).toContainText('Charge');
  await primary(page).click();
  await expect(page.getByText(KEPT)).toBeVisible();
  await page.getByRole('button', { name: words.en.next }).click();
  await expect(bar).toContainText('Part 2 of 2.');
  await expect(bar).toContainText('Left to pay: ₽1,000.00');
  await findField(page).fill(boris.phone);
  await page.keyboard.press('Enter');
  await expect(primary(page)).toContainText('Charge');
  await primary(page).click();
  await expect(page.getByText(KEPT)).toBeVisible();
  await page.getByRole('button', { name: words.en.next }).click();
  await expect(bar).toBeHidden();
  await expect(waiting(page, 2)).toBeVisible();
  await context.setOffline(false);
  await expect(page.getByRole('button', { name: /to send/ })).toHaveCount(0);
  const [first] = await salesOf(request, anna);
  const headers = { authorization: `Bearer ${await tokenOf(request, 'manager@demo.test')}` };
  const parts = await request.get(`/api/receipts/${String(first?.id)}/parts`, { headers });
  expect(await parts.json()).toMatchObject({
    items: [
      { guestId: anna.id, amount: 100_001, part: { number: 1, of: 2, receiptAmount: 200_001 } },
      { guestId: boris.id, amount: 100_000, part: { number: 2, of: 2, receiptAmount: 200_001 } },
    ],
  });
});

test('a shift without the server counts from its last answer, not from when the till was opened', async ({
  page,
  context,
  request,
}) => {
  const guest = await registerGuest(request);
  await context.clock.install();
  await openKeptTill(page);
  await context.clock.setSystemTime(Date.now() + 17 * HOUR_MS);
  // A day later the server still answers, and is asked by the same page.
  await meet(page, guest);
  await page.keyboard.press('Escape');
  await goOffline(context, page);
  await page.reload();
  // The offline part of the till is there.
  await expect(page.getByText('Storage not kept')).toBeVisible();
  await sellTo(page, guest, 700);
  await expect(waiting(page, 1)).toBeVisible();
  await context.clock.setSystemTime(Date.now() + 34 * HOUR_MS);
  await page.reload();
  await expect(page.getByText('Can’t reach the server')).toBeVisible();
  // The sale outlives the shift.
  await context.setOffline(false);
  await expect.poll(() => amountsOf(request, guest)).toEqual([70_000]);
});

test('a shift that is closed while sales wait has them when they come, and says that they came late', async ({
  browser,
  page,
  context,
  request,
}) => {
  const guest = await registerGuest(request);
  await openKeptTill(page);
  await meet(page, guest);
  await amountField(page, 'en').fill('900');
  await expect(primary(page)).toBeEnabled();
  const recorded = page.waitForResponse(/\/transaction$/);
  await amountField(page, 'en').press('Enter');
  const sale = (await (await recorded).json()) as { pointOfSaleId: string; businessDate: string };
  await page.getByRole('button', { name: words.en.next }).click();
  await goOffline(context, page);
  await sellTo(page, guest, 910);
  await sell(page, 920);
  // The server is back, but can't take them yet.
  const acts = /\/api\/(transactions\/batch|receipts)$/;
  await page.route(acts, (route) =>
    route.fulfill({ status: 503, json: { code: 'unavailable', status: 503, title: '' } }),
  );
  await context.setOffline(false);
  await expect(page.getByText('Online', { exact: true })).toBeVisible();
  await page.keyboard.press('F8');
  const drawer = page.getByRole('dialog', { name: 'Shift' });
  await drawer.getByRole('button', { name: 'Close shift' }).click();
  await expect(drawer.getByRole('alert')).toContainText('2 sales wait to be sent');
  await expectNoViolations(page);
  const closing = page.waitForResponse(/\/shifts\/[^/]+\/close$/);
  await drawer.getByRole('button', { name: 'Yes, close it' }).click();
  const closed = (await (await closing).json()) as { id: string; totals: { sales: { count: number } } };
  await page.keyboard.press('Escape');
  await expect(waiting(page, 2)).toBeVisible();
  await page.unroute(acts);
  await expect(page.getByRole('button', { name: /to send/ })).toHaveCount(0);
  expect(await amountsOf(request, guest)).toEqual([90_000, 91_000]);
  const headers = { authorization: `Bearer ${await tokenOf(request, 'manager@demo.test')}` };
  const answer = await request.get(`/api/shifts/${closed.id}`, { headers });
  const { totals } = (await answer.json()) as { totals: { sales: { count: number; late: number } } };
  expect(totals.sales).toMatchObject({ count: closed.totals.sales.count + 2, late: 2 });
  const manager = await (await browser.newContext()).newPage();
  await signInTo(manager, MANAGER, 'en', `/admin/shifts?till=${sale.pointOfSaleId}&day=${sale.businessDate}`);
  await expect(manager.getByText('2 sales came after closing')).toBeVisible();
  await manager.context().close();
});

test('the strip says whether the browser keeps what is stored, and the list of sales that wait what to do', async ({
  page,
  context,
}) => {
  await openKeptTill(page);
  const strip = page.getByRole('contentinfo');
  await expect(strip.getByText('Storage not kept')).toBeVisible();
  await goOffline(context, page);
  await sell(page, 130);
  await waiting(page, 1).click();
  await expect(page.getByRole('dialog')).toContainText('Install this page');
  await page.keyboard.press('Escape');
  await page.setViewportSize({ width: 390, height: 800 });
  await expect(strip.getByText('Storage not kept')).toBeAttached();
  await expectToFit(page, 390);
  await expectNoViolations(page);
  await page.setViewportSize({ width: 1_280, height: 800 });
  await context.setOffline(false);
  await expect(page.getByRole('button', { name: /to send/ })).toHaveCount(0);
  const cdp = await context.newCDPSession(page);
  const origin = new URL(page.url()).origin;
  const { browserContextId } = (await cdp.send('Target.getTargetInfo')).targetInfo;
  await cdp.send('Browser.grantPermissions', {
    origin,
    permissions: ['durableStorage'],
    ...(browserContextId !== undefined && { browserContextId }),
  });
  await page.reload();
  await expect(strip.getByText('Storage kept')).toBeVisible();
  await page.getByRole('button', { name: 'RU', exact: true }).click();
  await expect(strip.getByText('Хранилище закреплено')).toBeVisible();
});

test('on a full device the cashier is told that nothing was sold, and what waits stays', async ({ page, context }) => {
  await page.goto('/api/health');
  const cdp = await context.newCDPSession(page);
  const origin = new URL(page.url()).origin;
  const allow = (quotaSize?: number) =>
    cdp.send('Storage.overrideQuotaForOrigin', { origin, ...(quotaSize !== undefined && { quotaSize }) });
  await allow(QUOTA);
  await openKeptTill(page);
  await goOffline(context, page);
  await sell(page, 140);
  await page.evaluate(fillStorage);
  await allow(1);
  await amountField(page, 'en').fill('150');
  await expect(primary(page)).toBeEnabled();
  await amountField(page, 'en').press('Enter');
  await expect(page.getByText('This device is full')).toBeVisible();
  await expect(page.getByText('The sale was not taken')).toBeVisible();
  await expectNoViolations(page);
  await expect(page.getByText(KEPT)).toHaveCount(0);
  await expect(amountField(page, 'en')).toHaveValue(/150/);
  await expect(waiting(page, 1)).toBeVisible();
  // There is room again: the same sale is taken.
  await allow();
  await amountField(page, 'en').press('Enter');
  await expect(page.getByText(KEPT)).toBeVisible();
  await page.getByRole('button', { name: words.en.next }).click();
  await expect(waiting(page, 2)).toBeVisible();
  await context.setOffline(false);
  await expect(page.getByRole('button', { name: /to send/ })).toHaveCount(0);
});

test('a sale outlives a browser that is killed right after it said that it is kept, and is delivered once', async ({
  request,
  baseURL,
  locale,
  timezoneId,
}, testInfo) => {
  const guest = await registerGuest(request);
  const profile = testInfo.outputPath('profile');
  const { launchOptions } = testInfo.project.use;
  const open = () => chromium.launchPersistentContext(profile, { ...launchOptions, baseURL, locale, timezoneId });
  const before = await open();
  const till = await before.newPage();
  await openKeptTill(till);
  await meet(till, guest);
  await goOffline(before, till);
  await amountField(till, 'en').fill('770');
  await expect(primary(till)).toBeEnabled();
  await amountField(till, 'en').press('Enter');
  await expect(till.getByText(KEPT)).toBeVisible();
  const gone = new Promise((resolve) => before.once('close', resolve));
  killBrowserOf(profile);
  await gone;

  const after = await open();
  try {
    const again = await after.newPage();
    const acts = '**/api/transactions/batch';
    await after.route(acts, (route) => route.abort());
    await again.goto('/cashier');
    await enterAgain(again);
    await expect(waiting(again, 1)).toBeVisible();
    await after.unroute(acts);
    await expect(again.getByRole('button', { name: /to send/ })).toHaveCount(0);
    expect(await amountsOf(request, guest)).toEqual([77_000]);
  } finally {
    await after.close();
    rmSync(profile, { recursive: true, force: true });
  }
});

test('two tabs that both sold, and wake at once, deliver each act once', async ({ page, context, request }) => {
  const [mine, theirs] = [await registerGuest(request), await registerGuest(request)];
  await openKeptTill(page);
  await meet(page, mine);
  const other = await context.newPage();
  await whenCopied(other, () => other.goto('/cashier'));
  await meet(other, theirs);
  await goOffline(context, page);
  await expect(other.getByText(/The till sells on/)).toBeVisible();
  await Promise.all([sell(page, 400), sell(other, 500)]);
  await sellTo(other, theirs, 600);
  await expect(waiting(page, 3)).toBeVisible();
  // The tab that delivers goes; the other takes its place.
  await page.close();
  await context.setOffline(false);
  await expect(other.getByRole('button', { name: /to send/ })).toHaveCount(0);
  expect(await amountsOf(request, mine)).toEqual([40_000]);
  expect(await amountsOf(request, theirs)).toEqual([50_000, 60_000]);
});

test('the third of five is refused: it stands in the list with what to do, and the others arrive', async ({
  page,
  context,
  request,
}) => {
  const [guest, blocked] = [await registerGuest(request), await registerGuest(request)];
  await openKeptTill(page);
  await meet(page, blocked);
  await page.keyboard.press('Escape');
  await meet(page, guest);
  await page.keyboard.press('Escape');
  await goOffline(context, page);
  const authorization = `Bearer ${await tokenOf(request, 'manager@demo.test')}`;
  const headers = { authorization, 'idempotency-key': `block-${blocked.id}` };
  const data = { reasonCode: 'OTHER', comment: 'for a test' };
  expect((await request.post(`/api/guests/${blocked.id}/block`, { headers, data })).ok()).toBe(true);
  await sellTo(page, guest, 101);
  await sellTo(page, guest, 102);
  await sellTo(page, blocked, 103);
  await sellTo(page, guest, 104);
  await sell(page, 105);
  await context.setOffline(false);
  const toCheck = page.getByRole('button', { name: /^Check 1 sale/ });
  await expect(toCheck).toBeVisible();
  expect(await amountsOf(request, guest)).toEqual([10_100, 10_200, 10_400]);
  await toCheck.click();
  const list = page.getByRole('dialog');
  await expect(list).toContainText(blocked.name);
  await expect(list).toContainText('The server did not record this sale');
  await expectNoViolations(page);
  await keepPicture(page, 'cashier-offline-refused');
  for (const width of [390, 1_440]) {
    await page.setViewportSize({ width, height: 800 });
    await expect(list.getByRole('button', { name: 'Send again' })).toBeInViewport();
  }
  await list.getByRole('button', { name: 'Noted' }).click();
  await expect(list).toContainText('All sales are on the server');
});

test('a till without a copy of the guest says so, and takes an anonymous receipt', async ({
  page,
  context,
  request,
}) => {
  const stranger = await registerGuest(request);
  await openKeptTill(page);
  await meet(page, await registerGuest(request));
  await page.keyboard.press('Escape');
  await goOffline(context, page);
  await findField(page).fill(stranger.phone);
  await page.keyboard.press('Enter');
  await expect(page.getByText('This guest was not here lately')).toBeVisible();
  await findField(page).fill('123456');
  await page.keyboard.press('Enter');
  await expect(page.getByText('A code can’t be checked without the server')).toBeVisible();
  await findField(page).fill('');
  await sell(page, 250);
  await context.setOffline(false);
  await expect(page.getByRole('button', { name: /to send/ })).toHaveCount(0);
});

/** A till's allowance as the page is given it. */
interface Allowance {
  readonly token: string;
  readonly points: number;
  readonly until: string;
}

/** The same token with other points in it: the signature is of the first ones. */
function forged({ token, ...rest }: Allowance): Allowance {
  const [form, key, payload = '', signature] = token.split('.');
  const content = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8')) as unknown[];
  content[4] = 9_999;
  const other = Buffer.from(JSON.stringify(content)).toString('base64url');
  return { ...rest, token: [form, key, other, signature].join('.') };
}

test('points spent offline are paid by the allowance of the till, and by no forged or expired one', async ({
  page,
  context,
  request,
}) => {
  const headers = { authorization: `Bearer ${await tokenOf(request, 'manager@demo.test')}` };
  await changeSettings(request, { limits: { tillAllowance: 1_000 } });
  let asked: { readonly path: string; readonly deviceId: string } | undefined;
  await page.route(/\/allowance\/token$/, async (route) => {
    const { deviceId } = route.request().postDataJSON() as { deviceId: string };
    asked = { path: new URL(route.request().url()).pathname.replace(/\/token$/, ''), deviceId };
    await route.continue();
  });
  await openKeptTill(page);
  await expect.poll(() => asked).toBeDefined();
  const { path = '', deviceId = '' } = asked ?? {};
  const allow = async (lastsMs: number): Promise<Allowance> => {
    const data = { points: 1_000, until: new Date(Date.now() + lastsMs).toISOString() };
    expect((await request.put(path, { headers, data })).status()).toBe(200);
    const answer = await request.post(`${path}/token`, { headers, data: { deviceId } });
    return (await answer.json()) as Allowance;
  };
  let given: Allowance | null = null;
  await page.route(`**${path}/token`, (route) => route.fulfill({ json: given }));

  /** A guest spends points offline that were spent at another till meanwhile; then the act is delivered. */
  const deliver = async (allowance: Allowance, isKept: () => Promise<void> = () => Promise.resolve()) => {
    given = allowance;
    const guest = await registerGuest(request, 500);
    await whenCopied(page, () => page.goto('/cashier'));
    await meet(page, guest);
    await goOffline(context, page);
    const taken = await request.post(`/api/guests/${guest.id}/transaction`, {
      headers: { ...headers, 'idempotency-key': `taken-${guest.id}` },
      data: { type: 'MANUAL', direction: 'DEBIT', points: 600, reasonCode: 'CORRECTION', comment: 'for a test' },
    });
    expect(taken.status()).toBe(201);
    await isKept();
    await spend(page);
    await expect(waiting(page, 1)).toBeVisible();
    await context.setOffline(false);
    return guest;
  };
  /** The act stands in the list with the reason, and nothing of it was recorded. */
  const expectRefused = async (guest: TestGuest, reason: string) => {
    await page.getByRole('button', { name: /^Check 1 sale/ }).click();
    const list = page.getByRole('dialog');
    await expect(list).toContainText(guest.name);
    await expect(list).toContainText(reason);
    await list.getByRole('button', { name: 'Noted' }).click();
    await expect(list).toContainText('All sales are on the server');
    expect(await amountsOf(request, guest)).toEqual([]);
  };
  const used = async () => ((await (await request.get(path, { headers })).json()) as { used: number }).used;

  try {
    const good = await allow(60 * 60_000);
    const paid = await deliver(good);
    await expect(page.getByRole('button', { name: /to send/ })).toHaveCount(0);
    const history = await request.get(`/api/guests/${paid.id}/history`, { headers });
    const { items } = (await history.json()) as { items: object[] };
    const sale = { type: 'SALE', amount: 200_000, pointsRedeemed: SPENT, payable: 160_000 };
    expect(items).toContainEqual(expect.objectContaining(sale));
    expect(await used()).toBe(SPENT);

    await expectRefused(await deliver(forged(good)), 'No valid offline limit');
    expect(await used()).toBe(SPENT);

    // The page believes that it lasts, as a till does whose clock was put back.
    const short = await allow(3_000);
    const isOver = async () => {
      await expect.poll(() => Date.now()).toBeGreaterThan(Date.parse(short.until));
    };
    await expectRefused(await deliver({ ...short, until: good.until }, isOver), 'The offline limit has expired');
  } finally {
    await context.setOffline(false);
    await request.delete(path, { headers });
    await changeSettings(request, { limits: { tillAllowance: 0 } });
  }
});
