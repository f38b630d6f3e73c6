import { readFile } from 'node:fs/promises';
import { expect, test } from '@playwright/test';
import { expectNoViolations } from './cashier-till';
import { addGuestWithStory, MANAGER, signInTo, waitForTodaysSales } from './console-desk';
import { LOOKS } from './harness/looks';
import { keepPicture } from './harness/pictures';
import { expectToFit } from './rewards-desk';

const WORDS = {
  ru: {
    figures: 'Показатели периода',
    net: 'Чистые продажи',
    hours: 'Часы',
    heat: /^Часы и дни недели/,
    staff: 'Сотрудники',
    cashiers: /^Кассиры/,
    tabs: { Позиции: /^Позиции, /, Уровни: /^С уровня на уровень, /, 'Акции и награды': /^Награды, / },
    analytics: 'Аналитика',
  },
  en: {
    figures: 'Figures of the period',
    net: 'Net sales',
    hours: 'Hours',
    heat: /^Hours and weekdays/,
    staff: 'Staff',
    cashiers: /^Cashiers/,
    tabs: { Items: /^Items, /, Tiers: /^From tier to tier, /, 'Campaigns and rewards': /^Rewards, / },
    analytics: 'Analytics',
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

    test('the figures of a period go with the reader from tab to tab, and into a file', async ({ page }) => {
      await signInTo(page, MANAGER, language);
      const day = (before: number) => new Date(Date.now() - before * 86_400_000).toISOString().slice(0, 10);
      const dates = `from=${day(20)}&to=${day(-1)}`;
      await page.goto(`/admin/analytics?${dates}`);
      const figures = page.getByRole('region', { name: word.figures, exact: true });
      await expect(figures.getByRole('cell', { name: word.net }).first()).toBeVisible();
      await keepPicture(page, `analytics-${String(width)}-${language}`);
      await expectNoViolations(page);
      await expectToFit(page, width);

      const download = page.waitForEvent('download');
      await figures.getByRole('button', { name: `XLSX: ${word.figures}` }).click();
      const file = await download;
      expect(file.suggestedFilename()).toBe(`figures-${day(20)}-${day(-1)}.xlsx`);
      expect((await readFile(await file.path())).subarray(0, 2).toString()).toBe('PK');

      const tabs = page.getByRole('navigation', { name: word.analytics });
      // On a phone the ten tabs are one choice.
      const isPhone = width < 720;
      const openTab = (label: string) =>
        isPhone
          ? tabs.getByRole('combobox').selectOption({ label })
          : tabs.getByRole('link', { name: label, exact: true }).click();
      await openTab(word.hours);
      await expect(page.getByRole('table', { name: word.heat })).toBeVisible();
      await expect(page).toHaveURL(new RegExp(dates));
      await keepPicture(page, `analytics-hours-${String(width)}-${language}`);
      await expectNoViolations(page);
      await expectToFit(page, width);

      await openTab(word.staff);
      await expect(page.getByRole('table', { name: word.cashiers })).toBeVisible();
      await keepPicture(page, `analytics-staff-${String(width)}-${language}`);
      await expectNoViolations(page);
      await expectToFit(page, width);

      for (const [place, [tab, title]] of Object.entries(word.tabs).entries()) {
        await openTab(tab);
        await expect(page.getByText(title).first()).toBeVisible();
        await expect(page).toHaveURL(new RegExp(dates));
        await keepPicture(page, `analytics-breakdown-${String(place)}-${String(width)}-${language}`);
        await expectNoViolations(page);
        await expectToFit(page, width);
      }
    });
  });
}
