import { expect, type Page, test } from '@playwright/test';
import {
  amountField,
  expectNoViolations,
  findByPhone,
  findField,
  openTill,
  primary,
  registerGuest,
  salesOf,
  textOf,
  words,
  type Language,
  type TestGuest,
} from './cashier-till';
import { looksOfRun } from './harness/looks';
import { keepPicture } from './harness/pictures';

const LANGUAGES = looksOfRun<Language[]>(['ru', 'en']);

for (const language of LANGUAGES) {
  const word = words[language];

  test.describe(`in ${language} at 820 px`, () => {
    test.use({ viewport: { width: 820, height: 1180 } });

    test('a guest is found, quoted, rung up, and told what happened @smoke', async ({ page, request }) => {
      const guest = await registerGuest(request);
      const picture = (name: string) => keepPicture(page, `cashier-${name}-820-${language}`);
      await openTill(page, language);
      await picture('1-empty');
      await expectNoViolations(page);

      await findByPhone(page, guest, language);
      await page.keyboard.type('1550', { delay: 60 });
      // 5 % off leaves 1,472.50: a point for each full 10.00, and 200 for the first sale.
      await expect.poll(() => textOf(primary(page))).toContain(word.take);
      await picture('2-quote');
      await expectNoViolations(page);

      await page.keyboard.press('Enter');
      await expect(page.getByText(word.given)).toBeVisible();
      await picture('3-done');
      await expectNoViolations(page);

      await page.keyboard.press('Enter');
      await expect(findField(page)).toBeFocused();
      expect(await salesOf(request, guest)).toMatchObject([{ amount: 155_000 }]);
    });
  });

  test(`a lost answer is told clearly, loses nothing, and doubles nothing, in ${language} @smoke`, async ({
    page,
    request,
  }) => {
    const guest = await registerGuest(request);
    await openTill(page, language);
    await findByPhone(page, guest, language);
    await page.keyboard.type('1550', { delay: 60 });
    await expect.poll(() => textOf(primary(page))).toContain(word.take);

    // The server records the sale; its answer is lost, and the connection breaks.
    let keys: (string | undefined)[] = [];
    await page.route('**/api/guests/*/transaction', async (route) => {
      keys = [...keys, route.request().headers()['idempotency-key']];
      await route.fetch();
      // Health fails only now: a till that knows that it is offline would keep the sale instead of sending it.
      await page.route('**/api/health/ready', (health) => health.abort('internetdisconnected'));
      await route.abort('connectionreset');
    });
    await page.keyboard.press('Enter');
    await expect(page.getByText(word.lost)).toBeVisible();
    await expect(page.locator('footer')).toContainText(word.offline);
    await expect(amountField(page, language)).toHaveValue(/^1.550$/);
    await keepPicture(page, `cashier-8-lost-${language}`);
    await expectNoViolations(page);

    // A reload keeps the input and the key under which it was sent.
    await page.reload();
    await expect(amountField(page, language)).toHaveValue(/^1.550$/);
    // The page sends the sale again by itself.
    const again = page.waitForRequest('**/api/guests/*/transaction');
    await page.unroute('**/api/guests/*/transaction');
    await page.unroute('**/api/health/ready');
    keys = [...keys, (await again).headers()['idempotency-key']];
    await expect(page.getByText(word.given)).toBeVisible();
    expect(new Set(keys).size).toBe(1);
    expect(await salesOf(request, guest)).toHaveLength(1);
  });
}

test('the same receipt is not rung up twice, and the cashier is told so', async ({ page, request }) => {
  const guest = await registerGuest(request);
  const number = `D-${guest.phone.slice(-7)}`;
  await openTill(page, 'en');
  for (const outcome of [page.getByText('New balance:'), page.getByText('This receipt is already recorded')]) {
    await findByPhone(page, guest, 'en');
    await page.keyboard.type('500', { delay: 60 });
    await page.getByLabel(words.en.receiptNumber).fill(number);
    await expect(primary(page)).toBeEnabled();
    await page.keyboard.press('Enter');
    await expect(outcome).toBeVisible();
    await page.keyboard.press('/');
  }
  expect(await salesOf(request, guest)).toHaveLength(1);
});

test('a refund above the limit says what it will come to while it waits for a manager', async ({ page, request }) => {
  const guest = await registerGuest(request);
  await openTill(page, 'en');
  await askForRefund(page, guest, '10000');
  await page.getByLabel(words.en.reason).fill('cold pizza');
  await expect(page.getByRole('region', { name: 'Refund summary' })).toContainText('needs approval');
  await page.getByRole('button', { name: 'Ask to approve · ₽9,500.00' }).click();
  const story = page.getByRole('dialog').getByRole('status');
  await expect(story).toContainText('Refund ₽10,000.00 at menu prices, ₽9,500.00 of it in money.');
  await expect(story).toContainText(/Points deducted from the guest: [\d,]+\./);
});

test('points by hand above the limit wait for a manager', async ({ page, request }) => {
  const guest = await registerGuest(request);
  await openTill(page, 'en');
  await findByPhone(page, guest, 'en');
  await page.keyboard.press('F4');
  await expect(page.getByRole('dialog').locator('input:focus')).toBeVisible();
  await expect(
    page.getByRole('dialog').getByText('Up to 500 points at once; more needs approval by a manager.'),
  ).toBeVisible();
  await page.keyboard.type('500', { delay: 60 });
  const waits = page.getByRole('dialog').getByText('This is above your limit and will wait for approval by a manager.');
  await expect(waits).toBeHidden();
  await page.keyboard.press('Backspace');
  await page.keyboard.type('1');
  await expect(waits).toBeVisible();
  await page.getByRole('dialog').getByText('Add', { exact: true }).click();
  await page.getByLabel('Reason').selectOption('Apology for a mistake');
  await page.getByLabel('Comment').fill('cold pizza');
  await keepPicture(page, 'cashier-9-manual-en');
  await expectNoViolations(page);
  await page.keyboard.press('Tab');
  await page.getByRole('button', { name: 'Add 501 points' }).click();
  await expect(page.getByText('needs approval by a manager')).toBeVisible();
});

test('a receipt without a guest is recorded, and given to one afterwards', async ({ page, request }) => {
  const guest = await registerGuest(request);
  const number = `N-${guest.phone.slice(-7)}`;
  await openTill(page, 'en');
  await amountField(page, 'en').fill('700');
  await page.getByLabel(words.en.receiptNumber).fill(number);
  await expect.poll(() => textOf(primary(page))).toContain('Record ₽700.00 without a guest');
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: words.en.next }).click();
  await findByPhone(page, guest, 'en');
  await page.keyboard.press('F8');
  await page
    .getByRole('dialog')
    .getByRole('button', { name: new RegExp(number) })
    .click();
  await page.getByRole('button', { name: `Attach to ${guest.name}` }).click();
  await expect(page.getByText(`Receipt attached to ${guest.name}.`)).toBeVisible();
  expect(await salesOf(request, guest)).toMatchObject([{ amount: 70_000 }]);
});

/** Rings up a sale of the guest, and opens it among the last acts. */
async function askForRefund(page: Page, guest: TestGuest, amount: string): Promise<void> {
  await findByPhone(page, guest, 'en');
  await page.keyboard.type(amount, { delay: 60 });
  await page.keyboard.press('Tab');
  await page.getByLabel(words.en.receiptNumber).fill(`R-${guest.phone.slice(-7)}`);
  await expect(primary(page)).toBeEnabled();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('button', { name: words.en.next })).toBeFocused();
  await page.keyboard.press('F8');
  await page
    .getByRole('dialog')
    .getByRole('button', { name: new RegExp(`R-${guest.phone.slice(-7)}`) })
    .click();
}
