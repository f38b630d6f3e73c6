import { type APIRequestContext, expect, test } from '@playwright/test';
import { randomUUID } from 'node:crypto';
import { expectNoViolations, registerGuest } from './cashier-till';
import { anyPointOfSale, asManager, MANAGER, paletteWords, signInTo } from './console-desk';
import { SWAPPED_LOOKS } from './harness/looks';
import { keepPicture } from './harness/pictures';
import { expectToFit } from './rewards-desk';

const WORDS = {
  ru: {
    title: 'Чек ',
    ofNobody: 'Без гостя',
    who: 'Гость',
    submit: 'Привязать: ',
    done: 'Чек привязан: ',
    to: 'К гостю',
  },
  en: {
    title: 'Receipt ',
    ofNobody: 'Without a guest',
    who: 'Guest',
    submit: 'Attach to ',
    done: 'Receipt attached to ',
    to: 'Go to guest',
  },
} as const;

/** Records an anonymous receipt with its lines. */
async function addReceipt(request: APIRequestContext): Promise<string> {
  const receiptNumber = `N-${randomUUID().slice(0, 8)}`;
  const answer = await request.post('/api/receipts', {
    headers: { ...(await asManager(request)), 'idempotency-key': randomUUID() },
    data: {
      pointOfSaleId: await anyPointOfSale(request),
      receiptNumber,
      amount: 155_000,
      items: [
        { sku: 'hawaiian_m', name: 'Пицца «Гавайская»', category: 'Пицца', quantity: 1, total: 95_000 },
        { sku: 'tea', name: 'Чай', quantity: 2, total: 60_000 },
      ],
    },
  });
  expect(answer.status(), await answer.text()).toBe(201);
  return receiptNumber;
}

for (const { language, colorScheme, width } of SWAPPED_LOOKS) {
  const word = WORDS[language];

  test.describe(`in ${language}, ${colorScheme}, at ${String(width)} px`, () => {
    test.use({ viewport: { width, height: 900 }, colorScheme });

    test('a receipt without a guest is found by its number and given to a guest @smoke', async ({ page, request }) => {
      const guest = await registerGuest(request);
      const number = await addReceipt(request);
      await signInTo(page, MANAGER, language);
      await page.getByRole('button', { name: paletteWords[language].open }).click();
      await page.getByRole('dialog').getByRole('combobox').fill(number);
      await page.getByRole('option', { name: number }).click();
      await expect(page.getByRole('heading', { level: 1, name: word.title + number })).toBeVisible();
      await expect(page.getByText(word.ofNobody)).toBeVisible();
      await expect(page.getByRole('row').filter({ hasText: 'Чай' })).toContainText('600');
      await page.getByRole('combobox', { name: word.who }).fill(guest.phone.slice(-4));
      await page.getByRole('option', { name: guest.name }).click();
      await keepPicture(page, `receipt-1-${String(width)}-${language}`);
      await expectNoViolations(page);
      await expectToFit(page, width);
      await page.getByRole('button', { name: word.submit + guest.name }).click();
      await expect(page.getByText(word.done + guest.name)).toBeVisible();
      await keepPicture(page, `receipt-2-${String(width)}-${language}`);
      await page.getByRole('link', { name: word.to }).click();
      await expect(page.getByRole('heading', { level: 1, name: guest.name })).toBeVisible();
    });
  });
}
