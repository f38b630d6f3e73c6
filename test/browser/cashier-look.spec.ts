import { expect, test } from '@playwright/test';
import { gzipSync } from 'node:zlib';
import { expectNoViolations, findByPhone, openTill, registerGuest, words } from './cashier-till';
import { keepPicture } from './harness/pictures';

const MOST_SCRIPT_BYTES = 200_000;
/** Words of the languages that are not on the screen. They load after the first screen is complete. */
const OTHER_LANGUAGE = /\/assets\/(?:ru|kk)-[\w-]+\.js$/;
const LEAST_AMOUNT_PX = 32;
const LEAST_TARGET_PX = 44;

test('the first load of the cashier brings at most 200 kB of script', async ({ page }) => {
  let bytes = 0;
  page.on('response', (response) => {
    if (response.request().resourceType() !== 'script' || OTHER_LANGUAGE.test(response.url())) return;
    void response.body().then((body) => (bytes += gzipSync(body).length));
  });
  await openTill(page, 'en');
  await page.waitForLoadState('networkidle');
  expect(bytes).toBeGreaterThan(0);
  expect(bytes).toBeLessThanOrEqual(MOST_SCRIPT_BYTES);
});

test('the other language waits until the screen stands, and is then there without a connection', async ({ page }) => {
  const words = page.waitForResponse((response) => OTHER_LANGUAGE.test(response.url()));
  await page.goto('/cashier');
  await words;
  const [painted, fetched] = await page.evaluate(() => {
    const entries = performance.getEntriesByType('resource').filter(({ name }) => /\/ru-[\w-]+\.js$/.test(name));
    const [paint] = performance.getEntriesByName('first-contentful-paint');
    return [paint?.startTime ?? Infinity, Math.min(...entries.map(({ startTime }) => startTime))];
  });
  expect(fetched).toBeGreaterThan(painted);
  await page.context().setOffline(true);
  await page.getByRole('button', { name: 'RU', exact: true }).click();
  await expect(page.getByRole('heading', { name: 'Вход на кассу' })).toBeVisible();
  await expect(page.locator('html')).toHaveAttribute('lang', 'ru');
});

test('a language whose words do not arrive is said so, and the page stays as it is', async ({ page }) => {
  await page.route(OTHER_LANGUAGE, (route) => route.abort('internetdisconnected'));
  await page.goto('/cashier');
  await page.getByRole('button', { name: 'RU', exact: true }).click();
  await expect(page.getByRole('alert')).toContainText('This language did not load.');
  await expect(page.getByRole('heading', { name: 'Sign in to the till' })).toBeVisible();
  await page.unroute(OTHER_LANGUAGE);
  // A browser remembers for as long as a page lives that a module did not come.
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

for (const width of [390, 1440]) {
  test.describe(`in the dark at ${width} px`, () => {
    test.use({ colorScheme: 'dark', viewport: { width, height: 900 } });

    test('every state is legible', async ({ page, request }) => {
      const guest = await registerGuest(request, 900);
      await page.goto('/cashier');
      await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
      await expectNoViolations(page);
      await openTill(page, 'ru');
      await findByPhone(page, guest, 'ru');
      await page.keyboard.type('1550', { delay: 60 });
      await expect(page.getByRole('group', { name: words.ru.points })).toBeVisible();
      await expect(page.locator('output[data-current=true]')).toBeVisible();
      await keepPicture(page, `cashier-dark-quote-${width}`);
      await expectNoViolations(page);
      await page.keyboard.press('Enter');
      await expect(page.getByRole('button', { name: words.ru.next })).toBeFocused();
      await expectNoViolations(page);
      await page.keyboard.press('F8');
      await expect(page.getByRole('dialog').getByRole('listitem').first()).toBeVisible();
      await keepPicture(page, `cashier-dark-shift-${width}`);
      await expectNoViolations(page);
    });
  });
}
