import { expect, type Page, test } from '@playwright/test';
import { expectNoViolations, type TestGuest } from './cashier-till';
import {
  addColleague,
  addGuestWithStory,
  consoleWords,
  fillGuestList,
  goTo,
  MANAGER,
  signInTo,
  waitForTodaysSales,
} from './console-desk';
import { DESK_LOOKS } from './harness/looks';
import { keepPicture } from './harness/pictures';

const LEAST_AMOUNT_PX = 32;
let guest: TestGuest;

test.beforeAll(async ({ request }) => {
  guest = await addGuestWithStory(request);
  await fillGuestList(request, 55);
  await waitForTodaysSales(request);
});

async function expectToFit(page: Page, width: number): Promise<void> {
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
}

for (const { language, colorScheme, width } of DESK_LOOKS) {
  const word = consoleWords[language];

  test.describe(`in ${language}, ${colorScheme}, at ${width} px`, () => {
    test.use({ viewport: { width, height: 900 }, colorScheme });

    test('a manager sees the day, finds a guest, and reads the reason of each point @smoke', async ({ page }) => {
      const picture = (name: string) => keepPicture(page, `admin-${name}-${width}-${language}-${colorScheme}`);
      await signInTo(page, MANAGER, language);

      await expect(page.getByRole('heading', { level: 1, name: word.today })).toBeVisible();
      const chart = page.getByRole('region', { name: word.salesChart });
      await expect(chart.locator('svg').first()).toBeVisible();
      const taken = page.locator('dl > div', { hasText: word.taken }).locator('dd').first();
      expect(
        await taken.evaluate((element) => Number.parseFloat(getComputedStyle(element).fontSize)),
      ).toBeGreaterThanOrEqual(LEAST_AMOUNT_PX);
      await picture('1-today');
      await expectNoViolations(page);
      await expectToFit(page, width);

      await chart.getByRole('button', { name: word.asTable }).click();
      const table = chart.getByRole('table');
      await expect(table.getByRole('columnheader', { name: word.sold })).toBeVisible();
      await expect(table.getByRole('row')).toHaveCount(31);
      await expectNoViolations(page);

      await goTo(page, word.guests);
      await expect(page.getByRole('row')).toHaveCount(51);
      await picture('2-guests');
      await expectNoViolations(page);
      await expectToFit(page, width);

      await page.getByLabel(word.search).fill(guest.phone.slice(-4));
      await page.getByRole('link', { name: guest.name }).click();
      await expect(page.getByRole('heading', { level: 1, name: guest.name })).toBeVisible();
      const story = page.getByRole('region', { name: word.story });
      const sale = story.getByRole('listitem').filter({ hasText: word.sale }).first();
      await expect(sale.getByRole('listitem').first()).toBeVisible();
      await expect(sale).toContainText(word.discount);
      await expect(story.getByRole('listitem').filter({ hasText: word.refund }).first()).toBeVisible();
      // Phone and card numbers are shown in groups of digits.
      await expect(page.getByText(guest.phone.replace(/^(..)(...)(...)(..)/, '$1 $2 $3 $4 '))).toBeVisible();
      await expect(page.getByText(guest.cardNumber.replace(/\d{4}(?=\d)/g, '$& '))).toBeVisible();
      await picture('3-guest');
      await expectNoViolations(page);
      await expectToFit(page, width);
    });
  });
}

test('the list of guests goes on to the next page and back to the first', async ({ page }) => {
  const word = consoleWords.en;
  await signInTo(page, MANAGER, 'en');
  await goTo(page, word.guests);
  const names = page.getByRole('row').getByRole('link');
  await expect(names).toHaveCount(50);
  const newest = await names.first().getAttribute('href');
  await page.getByRole('button', { name: word.next }).click();
  await expect(names.first()).not.toHaveAttribute('href', newest ?? '');
  await page.getByRole('button', { name: 'Previous page' }).click();
  await expect(names.first()).toHaveAttribute('href', newest ?? '');
  await page.getByRole('button', { name: word.next }).click();
  await expect(names.first()).not.toHaveAttribute('href', newest ?? '');
  await page.reload();
  await expect(names.first()).not.toHaveAttribute('href', newest ?? '');
  await page.getByRole('button', { name: word.first }).click();
  await expect(names.first()).toHaveAttribute('href', newest ?? '');
});

test('a session that was ended asks for the password over the page, which stays @smoke', async ({ page, request }) => {
  const word = consoleWords.en;
  const colleague = await addColleague(request, 'manager');
  await signInTo(page, colleague, 'en');
  await goTo(page, word.guests);
  await expect(page.getByRole('row')).toHaveCount(51);

  // Somebody else who knows the password changes it, which ends every other session of the colleague.
  const login = await request.post('/api/auth/login', { data: colleague });
  const { accessToken } = (await login.json()) as { accessToken: string };
  const password = 'three other words';
  const changed = await request.post('/api/auth/password/change', {
    headers: { authorization: `Bearer ${accessToken}` },
    data: { currentPassword: colleague.password, newPassword: password },
  });
  expect(changed.status()).toBe(204);

  await page.getByLabel(word.search).fill(guest.name);
  const dialog = page.getByRole('dialog', { name: word.ended });
  await expect(dialog).toBeVisible();
  await keepPicture(page, 'admin-session-ended-en');
  await expectNoViolations(page);
  await dialog.getByLabel(word.email).fill(colleague.email);
  await dialog.getByLabel(word.password, { exact: true }).fill(password);
  await dialog.getByRole('button', { name: word.signIn, exact: true }).click();
  await expect(dialog).toHaveCount(0);
  await expect(page.getByLabel(word.search)).toHaveValue(guest.name);
  await expect(page.getByRole('link', { name: guest.name })).toBeVisible();
});

test('a renewal whose answer is lost on the way signs nobody out', async ({ page }) => {
  await signInTo(page, MANAGER, 'en');
  await expect(page.getByRole('heading', { level: 1, name: consoleWords.en.today })).toBeVisible();
  let lost = 0;
  await page.route('**/api/auth/refresh', async (route) => {
    if (lost > 0) return route.continue();
    lost += 1;
    // The server did the act; the connection broke before its answer arrived.
    await route.fetch();
    return route.abort('connectionreset');
  });
  await page.reload();
  await expect(page.getByRole('heading', { level: 1, name: consoleWords.en.today })).toBeVisible();
  expect(lost).toBe(1);
});
