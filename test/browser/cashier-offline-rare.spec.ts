import { type APIRequestContext, chromium, expect, test } from '@playwright/test';
import { randomUUID } from 'node:crypto';
import { rmSync } from 'node:fs';
import {
  amountField,
  expectNoViolations,
  findField,
  primary,
  registerGuest,
  salesOf,
  tokenOf,
  words,
} from './cashier-till';
import { MANAGER, signInTo } from './console-desk';
import { expectToFit } from './rewards-desk';
import {
  KEPT,
  HOUR_MS,
  QUOTA,
  openKeptTill,
  meet,
  goOffline,
  sell,
  enterAgain,
  sellTo,
  amountsOf,
  fillStorage,
  killBrowserOf,
  waiting,
} from './offline-till';

/** A service worker keeps these pages, as on a till. */
test.use({ serviceWorkers: 'allow' });

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
    // The waiting sale has used the budget: 30 points are left, and the campaign gives 70 or nothing.
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

test('a shift without the server counts from its last answer, not from when the till was opened', async ({
  page,
  context,
  request,
}) => {
  const guest = await registerGuest(request);
  await context.clock.install();
  await openKeptTill(page);
  await context.clock.setSystemTime(Date.now() + 17 * HOUR_MS);
  // A day later the server answers again, and the page is still open.
  await meet(page, guest);
  await page.keyboard.press('Escape');
  await goOffline(context, page);
  await page.reload();
  // The offline part of the till is there.
  await expect(page.getByText('Install the till as an app')).toBeVisible();
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
  // The server answers again, but refuses to take acts.
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
  await expect(strip.getByText('Install the till as an app')).toBeVisible();
  await goOffline(context, page);
  await sell(page, 130);
  await waiting(page, 1).click();
  await expect(page.getByRole('dialog')).toContainText('Install the till as an app');
  await page.keyboard.press('Escape');
  await page.setViewportSize({ width: 390, height: 800 });
  await expect(strip.getByText('Install the till as an app')).toBeAttached();
  await expectToFit(page, 390);
  await expectNoViolations(page);
  await page.setViewportSize({ width: 1_280, height: 800 });
  await context.setOffline(false);
  await expect(page.getByRole('button', { name: /to send/ })).toHaveCount(0);
  await page.getByRole('button', { name: 'RU', exact: true }).click();
  const mark = strip.getByText('Установите приложение кассы');
  await expect(mark).toBeVisible();
  const cdp = await context.newCDPSession(page);
  const origin = new URL(page.url()).origin;
  const { browserContextId } = (await cdp.send('Target.getTargetInfo')).targetInfo;
  await cdp.send('Browser.grantPermissions', {
    origin,
    permissions: ['durableStorage'],
    ...(browserContextId !== undefined && { browserContextId }),
  });
  await page.reload();
  // The till asks the browser to keep what is stored, and then has nothing to warn of.
  await expect.poll(() => page.evaluate(() => navigator.storage.persisted())).toBe(true);
  await expect(strip.getByText('На связи')).toBeVisible();
  await expect(mark).toHaveCount(0);
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
  // The device has room again, so it takes the same sale.
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

/** Starts a campaign that gives 70 points for a sale of this amount, which no other test rings up. Returns a function that ends the campaign. */
async function startCampaign(request: APIRequestContext, amount: number): Promise<() => Promise<void>> {
  const authorization = `Bearer ${await tokenOf(request, 'manager@demo.test')}`;
  const headersOf = () => ({ authorization, 'idempotency-key': randomUUID() });
  const document = {
    schema: 1,
    name: { en: 'Seventy', ru: 'Семьдесят' },
    type: 'CATEGORY_BONUS',
    join: 'ALL',
    audience: { segments: [], tiers: [] },
    where: { restaurantIds: [], channels: [] },
    schedule: { startsAt: '2026-01-01T00:00', endsAt: null, recurrence: null, exceptions: [] },
    when: { combinator: 'and', rules: [{ field: 'amount', operator: '=', value: amount }] },
    offer: { kind: 'POINTS', points: 70 },
    challenge: null,
    caps: null,
    budgets: [{ unit: 'POINTS', restaurantId: null, limit: 100 }],
    onShortBudget: 'REFUSE',
    group: null,
    priority: 100,
    control: null,
    announcement: null,
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
