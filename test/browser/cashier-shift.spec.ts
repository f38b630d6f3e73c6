import { expect, type Page, test } from '@playwright/test';
import {
  amountField,
  expectNoViolations,
  findByPhone,
  openTill,
  primary,
  registerGuest,
  textOf,
  tokenOf,
  words,
} from './cashier-till';
import { looksOfRun } from './harness/looks';
import { keepPicture } from './harness/pictures';

const SLIP_WIDTH = 302;

const slipWords = {
  en: { find: 'Find a receipt', net: 'Received (net)', copy: 'Copy', claim: 'Points for this receipt: scan the QR' },
  ru: { find: 'Найти чек', net: 'Выручка', copy: 'Копия', claim: 'Баллы за этот чек: отсканируйте QR-код' },
} as const;

test.beforeEach(async ({ page }) => {
  await page.addInitScript(() => {
    window.print = () => undefined;
  });
});

for (const language of looksOfRun(['en', 'ru'] as const)) {
  test(`a receipt without a guest prints the QR by which it is claimed, in ${language}`, async ({ page, request }) => {
    const number = `Q-${language}-${String(Date.now())}`;
    await openTill(page, language);
    await amountField(page, language).fill('700');
    await page.getByLabel(words[language].receiptNumber).fill(number);
    await expect(primary(page)).toBeEnabled();
    const shown = page.waitForResponse(/\/api\/receipts\/[^/]+\/qr$/);
    await page.keyboard.press('Enter');
    const { qr } = (await (await shown).json()) as { qr: string };
    expect(qr).toMatch(/^2\d{117}$/);
    await expect(page.locator('.print-only svg')).toBeAttached();
    await pictureOfSlip(page, `slip-anonymous-${language}`);
    await expect(page.locator('.print-only')).toContainText(slipWords[language].claim);

    // A receipt that is attached to a guest has no QR to print, also when it is found by number.
    const guest = await registerGuest(request);
    const headers = { authorization: `Bearer ${await tokenOf(request, 'manager@demo.test')}` };
    const found = await request.get(`/api/receipts?number=${number}`, { headers });
    const { items } = (await found.json()) as { items: { transactionId: string }[] };
    const id = String(items[0]?.transactionId);
    const data = { guestId: guest.id };
    const claimed = await request.post(`/api/receipts/${id}/claim`, {
      headers: { ...headers, 'idempotency-key': number },
      data,
    });
    expect(claimed.status()).toBe(201);
    await page.setViewportSize({ width: 1280, height: 800 });
    await page.getByRole('button', { name: words[language].next }).click();
    await page.keyboard.press('F8');
    const drawer = page.getByRole('dialog');
    await drawer.getByLabel(words[language].receiptNumber).fill(number);
    await drawer.getByRole('button', { name: slipWords[language].find }).click();
    await drawer.getByRole('button', { name: new RegExp(guest.name) }).click();
    await expect(page.locator('.print-only')).toContainText(slipWords[language].copy);
    await expect(page.locator('.print-only svg')).toHaveCount(0);
    await pictureOfSlip(page, `slip-copy-${language}`);
  });
}

test('the shift says its net first, made of what follows, and names its guests after a reload', async ({
  page,
  request,
}) => {
  const guest = await registerGuest(request);
  await openTill(page, 'en');
  await findByPhone(page, guest, 'en');
  await page.keyboard.type('1550', { delay: 60 });
  await expect.poll(() => textOf(primary(page))).toContain(words.en.take);
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: /^Undo/ }).click();
  await expect(page.getByText(words.en.undone)).toBeVisible();
  await page.reload();
  await expect(page.getByRole('combobox')).toBeVisible();
  await page.keyboard.press('F8');
  const drawer = page.getByRole('dialog');
  await expect(drawer.getByText(guest.name).first()).toBeVisible();
  const rows = drawer.locator('dl').first().locator('div');
  await expect(rows.first()).toContainText(slipWords.en.net);
  const [net, gross, refunded, undone] = (await rows.locator('dd').allInnerTexts()).map(minorUnits);
  expect(net).toBe(Number(gross) + Number(refunded) + Number(undone));
  expect(Number(undone)).toBeLessThanOrEqual(-147_250);
  await keepPicture(page, 'cashier-shift-en');
  await expectNoViolations(page);
});

test('a manager reads the shifts of a till by date', async ({ page }) => {
  await page.goto('/admin/restaurants');
  await page.getByRole('button', { name: 'EN', exact: true }).click();
  await page.getByRole('textbox').first().fill('manager@demo.test');
  await page.locator('input[type=password]').fill('loyalty-demo');
  await page.keyboard.press('Enter');
  await page
    .getByRole('link', { name: /^Shifts of/ })
    .first()
    .click();
  await expect(page.getByRole('heading', { name: 'Shifts of a till' })).toBeVisible();
  await expect(page.getByText('Received (net)').first()).toBeVisible();
  await keepPicture(page, 'console-shifts-en');
  await expectNoViolations(page);
  await page.getByLabel('Business date').fill('2020-01-01');
  await expect(page.getByText('No shifts on this date')).toBeVisible();
  await expect(page).toHaveURL(/till=.*day=2020-01-01/);
});

/** As the printer gets it: the slip alone, as wide as a till roll. */
async function pictureOfSlip(page: Page, name: string): Promise<void> {
  await page.emulateMedia({ media: 'print' });
  await expect(page.getByRole('dialog')).toBeHidden();
  await expect(page.locator('.print-only')).toBeVisible();
  await page.setViewportSize({ width: SLIP_WIDTH, height: 900 });
  await keepPicture(page, name);
  await page.emulateMedia({ media: 'screen' });
}

/** "−₽1,472.50" as −147250. */
function minorUnits(text: string): number {
  const digits = Number(text.replace(/[^\d]/g, ''));
  return /[−-]/.test(text) ? -digits : digits;
}
