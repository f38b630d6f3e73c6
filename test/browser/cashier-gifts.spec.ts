import { type APIRequestContext, expect, test } from '@playwright/test';
import { amountField, expectNoViolations, openTill, primary, scan, textOf, tokenOf, words } from './cashier-till';
import { looksOfRun } from './harness/looks';
import { keepPicture } from './harness/pictures';

/** The code and the PIN of a new card. */
async function makeCard(request: APIRequestContext): Promise<{ readonly code: string; readonly pin: string }> {
  const headers = { authorization: `Bearer ${await tokenOf(request, 'manager@demo.test')}` };
  const made = await request.post('/api/gift-cards/batches', {
    headers: { ...headers, 'idempotency-key': crypto.randomUUID() },
    data: { name: 'Касса', count: 1 },
  });
  expect(made.status()).toBe(201);
  const { id } = (await made.json()) as { id: string };
  const codes = await request.get(`/api/gift-cards/batches/${id}/codes`, { headers });
  const [, line = ''] = (await codes.text()).trim().split('\r\n');
  const [, code = '', pin = ''] = line.split(',');
  return { code: code.replaceAll(' ', ''), pin };
}

const LOOKS = looksOfRun([
  { language: 'ru', width: 390, height: 844 },
  { language: 'en', width: 1440, height: 900 },
] as const);
const SAID = {
  ru: { title: 'Подарочные карты', sell: 'Продать', pay: 'Баланс и оплата', refund: /^Вернуть .* на карту/ },
  en: { title: 'Gift cards', sell: 'Sell', pay: 'Balance and pay', refund: /^Refund .* to card/ },
} as const;

for (const { language, width, height } of LOOKS)
  test.describe(`in ${language} at ${width} px`, () => {
    test.use({ viewport: { width, height } });

    test('a gift card is sold with a receipt, pays a part of the next one, and gets its money back', async ({
      page,
      request,
    }) => {
      const { code, pin } = await makeCard(request);
      const said = SAID[language];
      await openTill(page, language);
      await page.keyboard.press('F9');
      const drawer = page.getByRole('dialog', { name: said.title });
      await drawer.getByText(said.sell, { exact: true }).click();
      await scan(page, code);
      await page.keyboard.type('1000');
      await page.keyboard.press('Enter');
      await expect(drawer.getByRole('status')).toContainText(code.slice(-4));
      await keepPicture(page, `cashier-gifts-sold-${language}-${width}`);
      await page.keyboard.press('Escape');
      await amountField(page, language).fill('1500');
      await page.keyboard.press('F9');
      await expect(drawer).toBeVisible();
      await scan(page, code);
      await page.keyboard.type(pin);
      await page.keyboard.press('Enter');
      await expect(drawer.getByRole('status')).toContainText(/1[,\s]000/);
      await expectNoViolations(page);
      await keepPicture(page, `cashier-gifts-balance-${language}-${width}`);
      await page.keyboard.type('400');
      await page.keyboard.press('Enter');
      await expect(drawer.getByRole('button', { name: said.refund })).toBeVisible();
      await page.keyboard.press('Escape');
      await expect.poll(() => textOf(page.locator('output'))).toMatch(/1[, ]100[.,]00/);
      await expectNoViolations(page);
      await keepPicture(page, `cashier-gifts-check-${language}-${width}`);
      await primary(page).click();
      await expect(page.getByRole('button', { name: words[language].next })).toBeVisible();
      await keepPicture(page, `cashier-gifts-done-${language}-${width}`);
      await page.keyboard.press('F9');
      await drawer.getByRole('button', { name: said.refund }).click();
      await page.keyboard.press('Enter');
      await expect(drawer.getByRole('button', { name: said.refund })).toBeHidden();
      await keepPicture(page, `cashier-gifts-refunded-${language}-${width}`);
    });
  });
