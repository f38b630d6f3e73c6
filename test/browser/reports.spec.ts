import { expect, test } from '@playwright/test';
import { adminWords } from './admin-words';
import { expectNoViolations } from './cashier-till';
import { addColleague, addGuestWithStory, goTo, MANAGER, signInTo, waitForTodaysSales } from './console-desk';
import { LOOKS } from './harness/looks';
import { keepPicture } from './harness/pictures';
import { expectToFit } from './rewards-desk';

const WORDS = {
  ru: {
    reports: 'Отчёты',
    period: 'Период',
    restaurant: 'Ресторан',
    net: 'Чистые продажи',
    help: 'Чистые продажи = оплаченные продажи − возвращённые деньги.',
    table: 'Рестораны рядом',
    network: 'Вся сеть',
    download: 'Скачать CSV',
    tiers: 'Уровни гостей с покупками',
    repeat: /Больше одного раза: /,
    yesterday: 'Вчера',
    week: 'Последние 7 дней',
    today: 'Сегодня',
  },
  en: {
    reports: 'Reports',
    period: 'Period',
    restaurant: 'Restaurant',
    net: 'Net sales',
    help: 'Net sales = gross sales (money paid) − refunds (money handed back).',
    table: 'Restaurants side by side',
    network: 'Whole network',
    download: 'Download CSV',
    tiers: 'Tiers of the guests who bought',
    repeat: /More than once: /,
    yesterday: 'Yesterday',
    week: 'Last 7 days',
    today: 'Today',
  },
} as const;

test.beforeAll(async ({ request }) => {
  await addGuestWithStory(request);
  await waitForTodaysSales(request);
});

for (const { language, colorScheme, width } of LOOKS) {
  const word = WORDS[language];

  test.describe(`in ${language}, ${colorScheme}, at ${String(width)} px`, () => {
    test.use({ viewport: { width, height: 900 }, colorScheme });

    test('a report shows net sales, restaurants and guests of a period that stands in the address', async ({
      page,
    }) => {
      await signInTo(page, MANAGER, language);
      await goTo(page, word.reports);
      await expect(page.getByRole('heading', { level: 1, name: word.reports })).toBeVisible();
      await expect(page.getByText(word.help)).toBeVisible();
      await page.getByLabel(word.period).selectOption({ label: word.week });
      await expect(page).toHaveURL(/period=LAST_7_DAYS/);
      await expect(page.getByRole('region', { name: word.tiers }).first()).toContainText(word.repeat);
      const table = page.getByRole('table', { name: word.table });
      await expect(table.getByRole('row', { name: word.network })).toBeVisible();
      await keepPicture(page, `reports-${String(width)}-${language}`);
      await expectNoViolations(page);
      await expectToFit(page, width);

      const download = page.waitForEvent('download');
      await page.getByRole('button', { name: word.download }).click();
      expect((await download).suggestedFilename()).toMatch(/^report-\d{4}-\d\d-\d\d-\d{4}-\d\d-\d\d\.csv$/);

      await page.reload();
      await expect(page.getByLabel(word.period)).toHaveValue('LAST_7_DAYS');
      await table.getByRole('link').first().click();
      await expect(page).toHaveURL(/\/restaurants\/[0-9a-f-]{36}/);
      await expect(page.getByText(word.help)).toBeVisible();
      await expect(page.getByRole('table', { name: word.table })).toHaveCount(0);
      await keepPicture(page, `restaurant-${String(width)}-${language}`);
    });

    test('the first page compares another day or restaurant with the same weekday before', async ({
      page,
      request,
    }) => {
      await signInTo(page, await addColleague(request, 'analyst'), language);
      await page.getByText(adminWords(language)('today.allFigures'), { exact: true }).click();
      await expect(page.getByText(word.help)).toBeVisible();
      await page.getByLabel(word.period).selectOption({ label: word.yesterday });
      await expect(page).toHaveURL(/period=YESTERDAY/);
      await page.getByLabel(word.restaurant, { exact: true }).selectOption({ index: 1 });
      await expect(page).toHaveURL(/restaurant=[0-9a-f-]{36}/);
      await page.getByLabel(word.period).selectOption({ label: word.today });
      await expect(page).not.toHaveURL(/period=/);
      await expect(page.locator('dl > div', { hasText: word.net }).first()).toBeVisible();
      await expectNoViolations(page);
      await expectToFit(page, width);
    });
  });
}
