import { type APIRequestContext, expect, test } from '@playwright/test';
import { openByMore, signInToCabinet } from './cabinet-desk';
import {
  amountField,
  expectNoViolations,
  openTill,
  primary,
  registerGuest,
  scan,
  textOf,
  tokenOf,
  words,
} from './cashier-till';
import { anyPointOfSale } from './console-desk';
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
  ru: {
    title: 'Подарочные карты',
    sell: 'Продать',
    to: 'Телефон или эл. почта получателя',
    amount: 'Сумма',
    sellYes: /^Продать за/,
  },
  en: {
    title: 'Gift cards',
    sell: 'Sell',
    to: 'Phone or e-mail of the receiver',
    amount: 'Amount',
    sellYes: /^Sell for/,
  },
} as const;
const OWN = {
  ru: {
    code: 'Код карты',
    add: 'Добавить',
    move: 'Пользоваться только отсюда',
    moveYes: /^Сделать новые/,
    show: /^Показать код/,
  },
  en: {
    code: 'Code of the card',
    add: 'Add',
    move: 'Use it only from here',
    moveYes: /^Make a new code/,
    show: /^Show code/,
  },
} as const;

for (const { language, width, height } of LOOKS)
  test.describe(`in ${language} at ${width} px`, () => {
    test.use({ viewport: { width, height } });

    const said = SAID[language];

    test('a gift card is sold with a receipt, pays a part of the next one, and gets its money back', async ({
      page,
      request,
    }) => {
      const { code, pin } = await makeCard(request);
      await openTill(page, language);
      await page.keyboard.press('F9');
      const drawer = page.getByRole('dialog', { name: said.title });
      const refund = drawer.getByRole('button', { name: new RegExp(`… ${code.slice(-4)}: `) });
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
      await expect(refund).toBeVisible();
      await page.keyboard.press('Escape');
      await expect.poll(() => textOf(page.locator('output'))).toMatch(/1[, ]100[.,]00/);
      await expectNoViolations(page);
      await keepPicture(page, `cashier-gifts-check-${language}-${width}`);
      await primary(page).click();
      await expect(page.getByRole('button', { name: words[language].next })).toBeVisible();
      await keepPicture(page, `cashier-gifts-done-${language}-${width}`);
      await page.keyboard.press('F9');
      await refund.click();
      await page.keyboard.press('Enter');
      await expect(refund).toBeHidden();
      await keepPicture(page, `cashier-gifts-refunded-${language}-${width}`);
      await drawer.getByText(said.sell, { exact: true }).click();
      await drawer.getByRole('switch').click();
      await drawer.getByLabel(said.to).fill('anna@example.com');
      await drawer.getByLabel(said.amount, { exact: true }).fill('500');
      await keepPicture(page, `cashier-gifts-digital-${language}-${width}`);
      await expectNoViolations(page);
      await drawer.getByRole('button', { name: said.sellYes }).click();
      await expect(drawer.getByRole('status')).toContainText(/500/);
    });

    test('a guest puts a sold card into the cabinet, and pays with the new code alone', async ({ page, request }) => {
      const { code, pin } = await makeCard(request);
      const headers = { authorization: `Bearer ${await tokenOf(request, 'manager@demo.test')}` };
      const at = { pointOfSaleId: await anyPointOfSale(request) };
      const post = (path: string, body: object) =>
        request.post(`/api/gift-cards/${path}`, {
          headers: { ...headers, 'idempotency-key': crypto.randomUUID() },
          data: { ...at, ...body },
        });
      expect((await post('sell', { code, amount: 150_000 })).status()).toBe(201);
      const { phone } = await registerGuest(request);
      const own = OWN[language];
      await signInToCabinet(page, phone, language);
      await openByMore(page, said.title);
      await page.getByLabel(own.code).fill(code);
      await page.getByLabel('PIN').fill(pin);
      await page.getByRole('button', { name: own.add, exact: true }).click();
      const link = page.getByRole('link', { name: code.slice(-4) });
      await expect(link).toBeVisible();
      await expectNoViolations(page);
      await keepPicture(page, `cabinet-gifts-${language}-${width}`);
      await link.click();
      await page.getByRole('button', { name: own.move }).click();
      await page.getByRole('dialog').getByRole('button', { name: own.moveYes }).click();
      await expect(page.getByRole('dialog')).toBeHidden();
      await page.getByRole('button', { name: own.show }).click();
      const shown = await page.getByText(/^\d{6} \d{6} \d{6}$/).innerText();
      const newPin = (await page.getByText(/^PIN \d{6}$/).innerText()).slice(-6);
      await expectNoViolations(page);
      await keepPicture(page, `cabinet-gift-${language}-${width}`);
      expect((await post('spend', { code, pin, amount: 1 })).status()).toBe(404);
      expect((await post('spend', { code: shown, pin: newPin, amount: 100 })).status()).toBe(201);
    });
  });
