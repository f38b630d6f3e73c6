import { expect, test } from '@playwright/test';
import { readFileSync } from 'node:fs';
import { expectNoViolations, registerGuest, textOf } from './cashier-till';
import { addColleague, addGuestWithStory, goTo, MANAGER, signInTo } from './console-desk';
import { SWAPPED_LOOKS } from './harness/looks';
import { keepPicture } from './harness/pictures';
import { forecastAnswer, periodAnswer } from './liability-answers';
import { expectToFit } from './rewards-desk';

const WORDS = {
  ru: {
    liability: 'Обязательства',
    title: 'Обязательства по баллам',
    agrees: /три суммы совпадают/,
    byAge: 'По давности начисления',
    thisMonth: 'этот месяц',
    asTable: 'Таблицей',
    short: 'Для прогноза мало данных',
    redeemed: 'Сколько баллов потратят, по месяцам',
    said: /Из 120 000 непотраченных баллов.*потратят 61 500 \(от 49 200 до 76 875\)/,
    journal: 'Журнал: октябрь 2026',
    entry: '2. Списание баллов',
  },
  en: {
    liability: 'Liability',
    title: 'Points liability',
    agrees: /three totals agree/,
    byAge: 'By age',
    thisMonth: 'this month',
    asTable: 'Show table',
    short: 'Not enough data for a forecast',
    redeemed: 'Points guests will use, by month',
    said: /From 120,000 points.* expected to use 61,500 \(from 49,200 to 76,875\)/,
    journal: 'Journal: October 2026',
    entry: '2. Points used',
  },
} as const;

test.beforeAll(async ({ request }) => {
  await addGuestWithStory(request);
  await registerGuest(request, 2_500);
});

for (const { language, colorScheme, width } of SWAPPED_LOOKS) {
  const word = WORDS[language];

  test.describe(`in ${language}, ${colorScheme}, at ${width} px`, () => {
    test.use({ viewport: { width, height: 900 }, colorScheme });

    test('a manager sees what is owed, what may become of it, and a closed month', async ({ page }) => {
      const picture = (name: string) => keepPicture(page, `liability-${name}-${width}-${language}-${colorScheme}`);
      await signInTo(page, MANAGER, language);
      await goTo(page, word.liability);
      await expect(page.getByRole('heading', { level: 1, name: word.title })).toBeVisible();
      await expect(page.getByText(word.agrees)).toBeVisible();
      // A network with less than a year of data is told so.
      await expect(page.getByText(word.short)).toBeVisible();
      const chart = page.getByRole('region', { name: word.byAge });
      await expect(chart.locator('svg').first()).toBeVisible();
      const drawn = (await chart.locator('svg').first().textContent())?.replace(/\s/g, '') ?? '';
      await picture('1-now');
      await expectNoViolations(page);
      await expectToFit(page, width);
      await chart.getByRole('button', { name: word.asTable }).click();
      await expect(chart.getByRole('row').filter({ hasText: word.thisMonth })).toBeVisible();
      // Each part is named in the chart as well, however narrow it is.
      const names = await chart.locator('tbody tr > :first-child').allTextContents();
      expect(names).toHaveLength(6);
      for (const name of names) expect(drawn).toContain(name.replace(/\s/g, ''));
      await expectNoViolations(page);

      await page.route('**/api/ledger/liability/forecast*', (route) => route.fulfill({ json: forecastAnswer }));
      await page.route(/\/api\/ledger\/periods(\?|$)/, (route) => {
        const { month, closing } = periodAnswer;
        return route.fulfill({
          json: { items: [{ month, closedAt: '2026-11-02T08:00:00Z', ...closing }], nextCursor: null },
        });
      });
      await page.route('**/api/ledger/periods/2026-10/journal*', (route) => route.fulfill({ json: periodAnswer }));
      await page.reload();
      const forecast = page.getByRole('region', { name: word.redeemed });
      await expect(forecast.locator('svg').first()).toBeVisible();
      expect(await textOf(forecast)).toMatch(word.said);
      await picture('2-forecast');
      await expectNoViolations(page);
      await expectToFit(page, width);
      await forecast.getByRole('button', { name: word.asTable }).click();
      await expect(forecast.getByRole('row')).toHaveCount(1 + 6);

      await page.getByRole('link', { name: /октябрь 2026|October 2026/ }).click();
      await expect(page.getByRole('heading', { level: 1, name: word.journal })).toBeVisible();
      await expect(page.getByText(word.entry)).toBeVisible();
      await picture('3-journal');
      await expectNoViolations(page);
      await expectToFit(page, width);
    });
  });
}

test('a month is closed once, after one question, and its journal is saved as a file', async ({ page }) => {
  // The acts of the other network are at most a day old, so the month before its last month is empty, also on the first day of a month.
  await signInTo(page, { email: 'manager@other.test', password: 'loyalty-demo' }, 'en');
  await goTo(page, 'Liability');
  const first = page.getByLabel('First month');
  await expect(first).toBeVisible();
  const [last = '', month = ''] = await first.getByRole('option').allTextContents();
  await first.selectOption({ label: month });
  const close = page.getByRole('button', { name: `Close ${month}`, exact: true });
  await close.click();
  const dialog = page.getByRole('dialog', { name: `Close ${month}?` });
  await expect(dialog).toContainText('can’t be reopened or changed');
  await keepPicture(page, 'liability-close-question-en');
  await expectNoViolations(page);
  await dialog.getByRole('button', { name: 'No, not yet' }).click();
  await expect(dialog).toHaveCount(0);
  await close.click();
  await dialog.getByRole('button', { name: 'Yes, close' }).click();

  await expect(page.getByRole('heading', { level: 1, name: `Journal: ${month}` })).toBeVisible();
  await expect(page.getByText('No entries this month')).toBeVisible();
  await keepPicture(page, 'liability-closed-empty-en');
  await expectNoViolations(page);
  const [file] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: /^CSV of / }).click(),
  ]);
  expect(file.suggestedFilename()).toMatch(/^points-\d{4}-\d\d\.csv$/);
  expect(readFileSync(await file.path(), 'utf8').split('\r\n')[0]).toContain('debit');

  await page.getByRole('link', { name: 'Points liability' }).click();
  await expect(page.getByRole('link', { name: month })).toBeVisible();
  await page.getByRole('button', { name: `Close ${last}`, exact: true }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Yes, close' }).click();
  await expect(page.getByRole('heading', { level: 1, name: `Journal: ${last}` })).toBeVisible();
  await page.getByRole('link', { name: 'Points liability' }).click();
  await expect(page.getByText(/is next\. You can close it once it is over\./)).toBeVisible();
});

test('an analyst reads what is owed and closes nothing', async ({ page, request }) => {
  await signInTo(page, await addColleague(request, 'analyst'), 'en');
  await goTo(page, 'Liability');
  await expect(page.getByText('No month closed yet')).toBeVisible();
  await expect(page.getByRole('button', { name: /^Close / })).toHaveCount(0);
  await expectNoViolations(page);
});
