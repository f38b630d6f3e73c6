import { expect, type Page, test } from '@playwright/test';
import { cutInStrip, type Language, openTill } from './cashier-till';
import { keepPicture } from './harness/pictures';

async function expectWhole(page: Page, name: string): Promise<void> {
  expect(await cutInStrip(page)).toEqual([]);
  expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
  await keepPicture(page, `cashier-strip-${name}`);
}

for (const viewport of [
  { width: 390, height: 844 },
  { width: 1024, height: 768 },
])
  for (const language of ['ru', 'en'] as const satisfies readonly Language[])
    test.describe(`the strip of the till at ${String(viewport.width)} px in ${language}`, () => {
      test.use({ viewport });

      test('shows all its words: a busy day, and no connection', async ({ page, context }) => {
        let isAway = false;
        await page.route('**/api/**', async (route) => {
          if (isAway) return route.abort();
          if (!route.request().url().includes('/api/shifts/current')) return route.continue();
          const response = await route.fetch();
          return route.fulfill({ json: { ...SHIFT, ...(response.ok() ? await response.json() : {}), totals: BUSY } });
        });
        await openTill(page, language);
        const name = `${String(viewport.width)}-${language}`;
        const strip = page.locator('footer');
        await expect(strip).toContainText(/1[^\d]?234[^\d]?567/);
        await expectWhole(page, `${name}-online`);
        isAway = true;
        await context.setOffline(true);
        await expect(strip).toContainText(language === 'ru' ? 'Нет связи' : 'No connection');
        await expectWhole(page, `${name}-offline`);
      });

      test('shows them before the first sale of a shift', async ({ page }) => {
        await page.route('**/api/shifts/current*', (route) =>
          route.fulfill({ status: 404, contentType: 'application/problem+json', json: NO_SHIFT }),
        );
        await openTill(page, language);
        await expect(page.locator('footer')).toContainText(language === 'ru' ? 'Продаж ещё нет' : 'No sales yet');
        await expectWhole(page, `${String(viewport.width)}-${language}-empty`);
      });
    });

const NO_SHIFT = {
  type: 'about:blank',
  title: 'No shift',
  status: 404,
  detail: '',
  code: 'shift_not_found',
  requestId: '1',
};

const SUMS = { count: 1_284, amount: 123_456_789, points: 12_345 };
/** The figures of a whole day of a busy till. */
const BUSY = {
  received: { net: 123_456_789, gross: 123_456_789, refunded: 0, undone: 0 },
  sales: { ...SUMS, receipts: 1_284, late: 0 },
  redemptions: SUMS,
  refunds: { ...SUMS, payable: 0, undone: 0 },
  credits: SUMS,
  debits: SUMS,
  giftCards: { sold: SUMS, toppedUp: SUMS, spent: SUMS, refunded: SUMS },
};
const ID = '0198f2c4-7b1e-7c3a-9d52-3f6a1b2c4d5e';
const SHIFT = {
  id: ID,
  pointOfSaleId: ID,
  userId: ID,
  businessDate: '2026-11-20',
  openedAt: '2026-11-20T06:00:00.000Z',
  closedAt: null,
  items: [],
};
