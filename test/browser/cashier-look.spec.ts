import { expect, type Page, type Response, test } from '@playwright/test';
import { gzipSync } from 'node:zlib';
import { findByPhone, openTill, primary, registerGuest, words } from './cashier-till';

const MOST_SCRIPT_BYTES = 190_000;
const FIRST_SCREEN_MARK = 'loyalty first screen';
const PARTS_MARK = 'loyalty parts';
/** The texts of the language that the page does not show; they load only when a person chooses it. */
const OTHER_LANGUAGE = /\/assets\/ru-[\w-]+\.js$/;
const LEAST_AMOUNT_PX = 32;
const LEAST_TARGET_PX = 44;

test('the first load of the cashier brings at most 190 kB of script', async ({ page }) => {
  const responses = new Map<string, Response>();
  page.on('response', (response) => {
    if (!OTHER_LANGUAGE.test(response.url())) responses.set(response.url(), response);
  });
  await openTill(page, 'en');
  const sizes = await Promise.all(
    [...(await scriptsOfFirstScreen(page))].map(async (url) => {
      const body = await responses.get(url)?.body();
      return body === undefined ? 0 : gzipSync(body).length;
    }),
  );
  const bytes = sizes.reduce((sum, size) => sum + size, 0);
  expect(bytes).toBeGreaterThan(100_000);
  expect(bytes).toBeLessThanOrEqual(MOST_SCRIPT_BYTES);
});

test('dialogs arrive after the first screen, and then open without a connection', async ({ page }) => {
  await openTill(page, 'en');
  await page.waitForFunction((mark) => performance.getEntriesByName(mark).length > 0, PARTS_MARK);
  expect([...(await scriptsOfFirstScreen(page))].filter((url) => url.includes('cashier-pages'))).toEqual([]);
  await page.context().setOffline(true);
  await page.keyboard.press('F8');
  await expect(page.getByRole('dialog', { name: 'Shift' })).toBeVisible();
  await page.keyboard.press('Escape');
  await page.keyboard.press('?');
  await expect(page.getByRole('dialog', { name: 'Keyboard shortcuts' })).toBeVisible();
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: words.en.newGuest }).click();
  await expect(page.getByRole('dialog', { name: words.en.newGuest })).toBeVisible();
});

test('the result of a sale comes with the screen, also where the files of the dialogs never arrive', async ({
  page,
}) => {
  const guest = await registerGuest(page.request);
  await page.route(/\/assets\/cashier-pages-/, () => undefined);
  await openTill(page, 'en');
  await findByPhone(page, guest, 'en');
  await page.keyboard.type('100');
  await expect(primary(page)).toBeEnabled();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('region', { name: 'Result of the sale' })).toContainText(guest.name);
});

/** Addresses of the scripts that the page requested before its first screen was complete. */
async function scriptsOfFirstScreen(page: Page): Promise<ReadonlySet<string>> {
  await page.waitForFunction((mark) => performance.getEntriesByName(mark).length > 0, FIRST_SCREEN_MARK);
  const urls = await page.evaluate((mark) => {
    const [complete] = performance.getEntriesByName(mark);
    const scripts = performance.getEntriesByType('resource').filter(({ name }) => name.endsWith('.js'));
    return scripts.filter(({ startTime }) => startTime < (complete?.startTime ?? 0)).map(({ name }) => name);
  }, FIRST_SCREEN_MARK);
  return new Set(urls);
}

test('only the language that is read is loaded', async ({ page }) => {
  const others: string[] = [];
  page.on('response', (response) => {
    if (OTHER_LANGUAGE.test(response.url())) others.push(response.url());
  });
  await openTill(page, 'en');
  await page.waitForFunction((mark) => performance.getEntriesByName(mark).length > 0, PARTS_MARK);
  expect(others).toEqual([]);
  await page.getByRole('button', { name: 'RU', exact: true }).click();
  await expect(page.locator('html')).toHaveAttribute('lang', 'ru');
  expect(others).toHaveLength(2);
});

test('the language chosen at sign-in stays, also when its words come only after it, and on the next load', async ({
  page,
}) => {
  let release: () => void = () => undefined;
  const held = new Promise<void>((resolve) => (release = resolve));
  await page.route(/\/assets\/ru-[\w-]+\.js$/, async (route) => {
    await held;
    await route.continue();
  });
  await page.goto('/cashier');
  await page.getByRole('button', { name: 'RU', exact: true }).click();
  await page.getByRole('textbox').first().fill('cashier@demo.test');
  await page.locator('input[type=password]').fill('loyalty-demo');
  await page.keyboard.press('Enter');
  await expect(page.locator('main section button').first()).toBeVisible();
  release();
  await expect(page.locator('html')).toHaveAttribute('lang', 'ru');
  await page.reload();
  await expect(page.locator('main section button').first()).toBeVisible();
  await expect(page.locator('html')).toHaveAttribute('lang', 'ru');
  // The console on this device uses the chosen language too, whatever the browser's language.
  await page.goto('/admin');
  await expect(page.locator('html')).toHaveAttribute('lang', 'ru');
});

test('a language whose words do not arrive is said so, and the page stays as it is', async ({ page }) => {
  await page.route(OTHER_LANGUAGE, (route) => route.abort('internetdisconnected'));
  await page.goto('/cashier');
  await page.getByRole('button', { name: 'RU', exact: true }).click();
  await expect(page.getByRole('alert')).toContainText('This language did not load.');
  await expect(page.getByRole('heading', { name: 'Sign in to the till' })).toBeVisible();
  await page.unroute(OTHER_LANGUAGE);
  // A failed import of a module stays failed until the page is reloaded.
  await page.reload();
  await page.getByRole('button', { name: 'RU', exact: true }).click();
  await expect(page.getByRole('heading', { name: 'Вход на кассу' })).toBeVisible();
});

test.describe('on a phone', () => {
  test.use({ viewport: { width: 390, height: 844 }, hasTouch: true });

  test('amounts are read at arm’s length, and everything is as large as a finger', async ({ page, request }) => {
    const guest = await registerGuest(request, 900);
    await openTill(page, 'en');
    await findByPhone(page, guest, 'en');
    for (const key of ['1', '5', '5', '0']) await page.getByRole('button', { name: key, exact: true }).tap();
    await expect(page.getByRole('group', { name: words.en.points })).toBeVisible();
    for (const amount of [page.locator('output'), page.getByLabel(words.en.amount)]) {
      const size = await amount.evaluate((element) => Number.parseFloat(getComputedStyle(element).fontSize));
      expect(size).toBeGreaterThanOrEqual(LEAST_AMOUNT_PX);
    }
    const small = await page.evaluate((least) => {
      const targets = [...document.querySelectorAll('button, a[href], [role=option]')];
      return targets
        .map((target) => ({
          name: target.textContent || target.getAttribute('aria-label'),
          box: target.getBoundingClientRect(),
        }))
        .filter(({ box }) => box.width > 0 && (box.width < least || box.height < least))
        .map(({ name, box }) => `${String(name)}: ${box.width} x ${box.height}`);
    }, LEAST_TARGET_PX);
    expect(small).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
  });
});
