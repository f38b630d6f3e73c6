import { expect, test } from '@playwright/test';
import { expectNoViolations } from './cashier-till';
import { goTo, signInTo } from './console-desk';
import { LOOKS } from './harness/looks';
import { keepPicture } from './harness/pictures';
import { MANAGER } from './other-network';
import { expectToFit } from './rewards-desk';

const WORDS = {
  ru: {
    title: 'Обращения',
    status: 'Статус',
    done: 'Готово',
    none: 'По этим фильтрам ничего нет',
    create: 'Новое обращение',
  },
  en: { title: 'Cases', status: 'Status', done: 'Done', none: 'No cases match these filters', create: 'New case' },
} as const;

for (const { language, colorScheme, width } of LOOKS) {
  const word = WORDS[language];
  test.describe(`in ${language}, ${colorScheme}, at ${String(width)} px`, () => {
    test.use({ viewport: { width, height: 900 }, colorScheme });

    test('cases are filtered, and begun for a guest', async ({ page }) => {
      await signInTo(page, MANAGER, language);
      await goTo(page, word.title);
      await expect(page.getByRole('heading', { name: word.title, level: 1 })).toBeVisible();
      await page.getByLabel(word.status, { exact: true }).selectOption({ label: word.done });
      await expect(page.getByText(word.none)).toBeVisible();
      await keepPicture(page, `cases-${String(width)}-${language}-${colorScheme}`);
      await expectNoViolations(page);
      await expectToFit(page, width);
      await page.getByRole('button', { name: word.create }).click();
      await expect(page.getByRole('dialog')).toBeVisible();
      await expectNoViolations(page);
    });
  });
}
