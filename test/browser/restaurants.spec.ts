import { expect, test } from '@playwright/test';
import { expectNoViolations } from './cashier-till';
import { addColleague, MANAGER, signInTo } from './console-desk';
import { LOOKS } from './harness/looks';
import { keepPicture } from './harness/pictures';
import { expectToFit, navigation } from './rewards-desk';

const WORDS = {
  ru: {
    restaurants: 'Рестораны',
    limit: 'Списание баллов, когда касса без связи',
    edit: 'Изменить предел',
    most: 'Не больше на одну кассу, в баллах',
    save: 'Сохранить предел',
    limited: /не больше 2\s000 баллов, это 40,00\s₽/,
    give: /^Разрешить списание без связи: /,
    points: 'Баллов всего',
    until: 'До',
    untilWrong: 'Выберите время в ближайшие 31 день.',
    risk: /может потерять здесь 10,00\s₽/,
    submit: 'Разрешить 500 баллов',
    given: /Без связи: 500 баллов до/,
    end: /^Прекратить списание без связи: /,
    none: 'Без связи баллы здесь не списываются.',
  },
  en: {
    restaurants: 'Restaurants',
    limit: 'Points spent while a till is offline',
    edit: 'Change the limit',
    most: 'The most for one till, in points',
    save: 'Save the limit',
    limited: /2,000 points at most, worth ₽40\.00/,
    give: /^Allow points offline: /,
    points: 'Points in all',
    until: 'Until',
    untilWrong: 'Choose a time within the next 31 days.',
    risk: /can lose here: ₽10\.00/,
    submit: 'Allow 500 points',
    given: /500 points while offline, until/,
    end: /^End what is allowed offline: /,
    none: 'No points are spent here while offline.',
  },
} as const;

for (const { language, colorScheme, width } of LOOKS) {
  const word = WORDS[language];

  test.describe(`in ${language}, ${colorScheme}, at ${String(width)} px`, () => {
    test.use({ viewport: { width, height: 900 }, colorScheme });
    const picture = (name: string) => `restaurants-${name}-${String(width)}-${language}-${colorScheme}`;

    test('a manager says what a till may let be spent while it is offline, and ends it', async ({ page }) => {
      await signInTo(page, MANAGER, language);
      await navigation(page, word.restaurants).click();
      await expect(page.getByRole('heading', { level: 1, name: word.restaurants })).toBeVisible();
      const dialog = page.getByRole('dialog');
      const limit = page.getByRole('region', { name: word.limit });
      await limit.getByRole('button', { name: word.edit }).click();
      await dialog.getByLabel(word.most).fill('2000');
      await keepPicture(page, picture('1-limit'));
      await expectNoViolations(page);
      await dialog.getByRole('button', { name: word.save }).click();
      await expect(limit).toContainText(word.limited);

      const till = page.getByRole('main').getByRole('listitem').first();
      await expect(till).toContainText(word.none);
      await till.getByRole('button', { name: word.give }).click();
      await dialog.getByLabel(word.points).fill('500');
      await dialog.getByLabel(word.until, { exact: true }).fill('2020-01-01T12:00');
      await dialog.getByRole('button', { name: word.submit }).click();
      await expect(dialog.getByText(word.untilWrong)).toBeVisible();
      await expect(dialog.getByText(word.risk)).toBeVisible();
      await keepPicture(page, picture('2-allow'));
      await expectNoViolations(page);
      const week = new Date(Date.now() + 7 * 86_400_000).toISOString().slice(0, 16);
      await dialog.getByLabel(word.until, { exact: true }).fill(week);
      await dialog.getByRole('button', { name: word.submit }).click();
      await expect(till).toContainText(word.given);
      await keepPicture(page, picture('3-allowed'));
      await expectNoViolations(page);
      await expectToFit(page, width);
      await page.reload();
      await expect(till).toContainText(word.given);
      await till.getByRole('button', { name: word.end }).click();
      await expect(till).toContainText(word.none);
    });
  });
}

test('an analyst reads the places and allows nothing', async ({ page, request }) => {
  const word = WORDS.en;
  await signInTo(page, await addColleague(request, 'analyst'), 'en');
  await navigation(page, word.restaurants).click();
  await expect(page.getByRole('region', { name: word.limit })).toBeVisible();
  await expect(page.getByRole('listitem').filter({ hasText: word.none }).first()).toBeVisible();
  await expect(page.getByRole('button', { name: word.give })).toHaveCount(0);
  await expect(page.getByRole('button', { name: word.edit })).toHaveCount(0);
  await expectNoViolations(page);
});
