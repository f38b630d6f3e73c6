import { expect, type Page, test } from '@playwright/test';
import { randomUUID } from 'node:crypto';
import { expectNoViolations, registerGuest, type TestGuest } from './cashier-till';
import { addGuestWithStory, anyPointOfSale, asManager, consoleWords, MANAGER, signInTo } from './console-desk';
import { LOOKS } from './harness/looks';
import { keepPicture } from './harness/pictures';
import * as otherNetwork from './other-network';
import { expectToFit } from './rewards-desk';
import * as stamps from './stamp-desk';

const WORDS = {
  ru: {
    explainSale: /^Почему столько: Продажа/,
    agrees: 'результат тот же',
    earned: '1 балл за каждые',
    version: /версии программы \d+/,
    lots: 'Движение баллов',
    items: 'По позициям',
    raw: 'Полная запись',
    close: 'Закрыть',
    restore: 'Вернуть',
    reason: 'Причина',
    reasonNeeded: 'Укажите причину в двух словах.',
    points: 'Сколько',
    submit: 'Вернуть 40 баллов',
    done: 'Возвращено 40 баллов.',
    warnings: 'Предупреждения о сгорании',
    longer: '1-й раз из трёх',
    onTheWay: /До уровня/,
    benefits: 'Привилегии',
    history: 'История уровня',
    expiring: 'Баллы по сроку сгорания',
    asTable: 'Таблицей',
    stamps: 'Карты со штампами',
    ofTen: '4 из 10',
  },
  en: {
    explainSale: /^Explain: Sale/,
    agrees: 'same result',
    earned: '1 point per',
    version: /programme version \d+/,
    lots: 'Points movements',
    items: 'By item',
    raw: 'Raw record',
    close: 'Close',
    restore: 'Restore',
    reason: 'Reason',
    reasonNeeded: 'Enter a short reason.',
    points: 'How many',
    submit: 'Restore 40 points',
    done: '40 points restored.',
    warnings: 'Expiry warnings',
    longer: '1 of 3 times',
    onTheWay: /Progress to/,
    benefits: 'Benefits',
    history: 'Tier history',
    expiring: 'Points by expiry date',
    asTable: 'Show table',
    stamps: 'Stamp cards',
    ofTen: '4 of 10',
  },
} as const;

/** A test can't wait for a warning, so the page gets this answer in place of the server's. Tests of the API try the server's own answers. */
const WARNED = {
  items: [
    {
      id: '0198f2c4-7b1e-7c3a-9d52-3f6a1b2c4d5f',
      outcome: 'WARNED',
      points: 120,
      extension: null,
      lastDay: '2026-06-09',
      occurredAt: '2026-05-28T09:12:00.000Z',
    },
    {
      id: '0198f2c4-7b1e-7c3a-9d52-3f6a1b2c4d5e',
      outcome: 'EXTENDED',
      points: 120,
      extension: 1,
      lastDay: '2026-06-09',
      occurredAt: '2026-05-10T21:00:00.000Z',
    },
  ],
  nextCursor: null,
};

/** A test can't let a year pass, so it puts an expiry at the head of the answer and keeps the request that undoes the expiry. */
async function addExpiry(page: Page, guest: TestGuest): Promise<object[]> {
  const asked: object[] = [];
  const expiry = { id: '0198f2c4-7b1e-7c3a-9d52-3f6a1b2c4d5e', type: 'EXPIRY', points: 120, pointsEarned: 120 };
  await page.route(`**/api/guests/${guest.id}/history*`, async (route) => {
    const answer = await route.fetch();
    const history = (await answer.json()) as { items: { type: string }[] };
    const sale = history.items.find(({ type }) => type === 'SALE');
    const trace = [{ effect: 'EXPIRE', rule: 'lot.expired', amount: 120, arguments: {}, reason: '120' }];
    await route.fulfill({
      response: answer,
      json: { ...history, items: [{ ...sale, ...expiry, trace }, ...history.items] },
    });
  });
  await page.route('**/api/transactions/*/restore', async (route) => {
    asked.push(route.request().postDataJSON() as object);
    await route.fulfill({ status: 201, json: { ...expiry, type: 'MANUAL', status: 'POSTED', points: 40 } });
  });
  return asked;
}

for (const { language, colorScheme, width } of LOOKS) {
  const word = WORDS[language];
  const { today } = consoleWords[language];

  test.describe(`in ${language}, ${colorScheme}, at ${String(width)} px`, () => {
    test.use({ viewport: { width, height: 900 }, colorScheme });
    const picture = (name: string) => `guest-story-${name}-${String(width)}-${language}-${colorScheme}`;

    test('a sale is explained, and points that expired are brought back', async ({ page, request }) => {
      const guest = await addGuestWithStory(request);
      const asked = await addExpiry(page, guest);
      await signInTo(page, MANAGER, language, `/admin/guests/${guest.id}`);
      await page.getByRole('button', { name: word.explainSale }).first().click();
      const sheet = page.getByRole('dialog');
      await expect(sheet.getByRole('status')).toContainText(word.agrees);
      await expect(sheet).toContainText(word.earned);
      await expect(sheet.getByRole('link', { name: word.version })).toBeVisible();
      await expect(sheet.getByRole('region', { name: word.lots })).toBeVisible();
      await keepPicture(page, picture('1-explained'));
      await expectNoViolations(page);
      await sheet.getByText(word.raw).click();
      await expect(sheet.getByText('"pointsToRedeem"').first()).toBeVisible();
      await page.keyboard.press('Escape');
      await expect(sheet).toBeHidden();

      await page.getByRole('button', { name: word.restore }).click();
      await sheet.getByLabel(word.points).fill('40');
      await sheet.getByRole('button', { name: word.submit }).click();
      await expect(sheet).toContainText(word.reasonNeeded);
      await keepPicture(page, picture('2-restore'));
      await expectNoViolations(page);
      await sheet.getByLabel(word.reason).fill('was in hospital');
      await page.keyboard.press('Enter');
      await expect(sheet.getByRole('status')).toContainText(word.done);
      expect(asked).toEqual([{ reason: 'was in hospital', points: 40 }]);
      // Ignores answers of the history that are still under way.
      await page.unrouteAll({ behavior: 'wait' });
    });

    test('an explanation names the dish, not its code', async ({ page, request }) => {
      const guest = await registerGuest(request);
      const sold = await request.post(`/api/guests/${guest.id}/transaction`, {
        headers: { ...(await asManager(request)), 'idempotency-key': randomUUID() },
        data: {
          type: 'SALE',
          pointOfSaleId: await anyPointOfSale(request),
          amount: 90_000,
          items: [
            { sku: 'PZ-04', name: 'Четыре сыра', category: 'pizza', total: 60_000 },
            { sku: 'DR-11', total: 30_000 },
          ],
        },
      });
      expect(sold.status(), await sold.text()).toBe(201);
      await signInTo(page, MANAGER, language, `/admin/guests/${guest.id}`);
      await page.getByRole('button', { name: word.explainSale }).click();
      const items = page.getByRole('dialog').getByRole('region', { name: word.items });
      await expect(items.getByText('Четыре сыра', { exact: true })).toBeVisible();
      await expect(items).not.toContainText('PZ-04');
      await expect(items.getByText('DR-11', { exact: true })).toBeVisible();
      await keepPicture(page, picture('4-dish'));
      await expectNoViolations(page);
    });

    test('the guest’s page tells of tier, benefits, stamps and ends', async ({ page, request }) => {
      test.setTimeout(120_000);
      const guest = await stamps.registerCollector(request);
      await stamps.sellCoffees(request, guest);
      await signInTo(page, otherNetwork.MANAGER, language);
      await expect(page.getByRole('heading', { level: 1, name: today })).toBeVisible();
      await page.route(`**/api/guests/${guest.id}/warnings*`, (route) => route.fulfill({ json: WARNED }));
      await page.goto(`/admin/guests/${guest.id}`);
      await expect(page.getByRole('region', { name: word.warnings, exact: true }).first()).toContainText(word.longer);
      await expect(page.getByRole('group', { name: word.onTheWay }).getByRole('progressbar')).toHaveCount(2);
      await expect(page.getByRole('heading', { name: word.benefits })).toBeVisible();
      await expect(page.getByRole('region', { name: word.stamps })).toContainText(word.ofTen);
      await expect(page.getByRole('region', { name: word.history, exact: true })).toBeVisible();
      const expiring = page.getByRole('region', { name: word.expiring });
      await expect(expiring.locator('svg').first()).toBeVisible();
      await keepPicture(page, picture('3-standing'));
      await expectNoViolations(page);
      await expectToFit(page, width);
      await expiring.getByRole('button', { name: word.asTable }).click();
      await expect(expiring.getByRole('row')).toHaveCount(2);
    });
  });
}
