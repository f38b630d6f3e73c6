import { expect, test } from '@playwright/test';
import { adminWords } from './admin-words';
import { expectNoViolations } from './cashier-till';
import { goTo, signInTo } from './console-desk';
import { DESK_LOOKS } from './harness/looks';
import { keepPicture } from './harness/pictures';
import { MANAGER } from './other-network';
import { expectToFit } from './rewards-desk';

const WORDS = {
  ru: { wait: /^Подождать 3 дня$/, waitsFor: /^Ждать не дольше чем 7 дней/, changed: /^Ждать не дольше чем 3 дня/ },
  en: { wait: /^Wait 3 days$/, waitsFor: /^Wait at most 7 days/, changed: /^Wait at most 3 days/ },
} as const;

for (const { language, colorScheme, width } of DESK_LOOKS) {
  const t = adminWords(language);
  const word = WORDS[language];

  test.describe(`in ${language}, ${colorScheme}, at ${String(width)} px`, () => {
    test.use({ viewport: { width, height: 900 }, colorScheme });
    const picture = (name: string) => `automations-${name}-${String(width)}-${language}-${colorScheme}`;

    test('a manager copies the welcome, waits for less, starts it, and sees how many guests are where', async ({
      page,
    }) => {
      await signInTo(page, MANAGER, language);
      await goTo(page, t('nav.automations'));
      await expect(page.getByRole('heading', { level: 1, name: t('nav.automations') })).toBeVisible();
      const create = page.getByRole('button', { name: t('automations.new') });
      const example = page.getByRole('button', { name: t('automations.exampleHelp.WELCOME') });
      await expect(create.or(example).first()).toBeVisible();
      if (await create.isVisible()) await create.click();
      await keepPicture(page, picture('1-examples'));
      await expectNoViolations(page);
      await expectToFit(page, width);
      await example.last().click();

      const line = page.getByRole('button', { name: word.waitsFor, exact: false }).filter({ hasText: word.waitsFor });
      await line.click();
      const most = page.getByLabel(t('automations.field.atMost'), { exact: true });
      await most.fill('3');
      await keepPicture(page, picture('2-editor'));
      await expectNoViolations(page);
      await expectToFit(page, width);
      await page.keyboard.press('Escape');
      await expect(page.getByRole('button', { name: word.changed, expanded: false })).toBeFocused();

      // Opens and closes the list of steps behind "+" by keyboard alone.
      const plus = page.getByRole('button', { name: t('automations.addLast'), exact: true });
      await plus.focus();
      await page.keyboard.press('Enter');
      await expect(page.getByRole('menuitem', { name: t('automations.kind.WAIT'), exact: true })).toBeVisible();
      await expectNoViolations(page);
      await page.keyboard.press('Escape');
      await expect(page.getByRole('menuitem').first()).toBeHidden();
      await expect(plus).toBeFocused();

      await page.getByRole('button', { name: t('automations.save'), exact: true }).click();
      await page.getByRole('button', { name: t('automations.act.start'), exact: true }).click();
      const dialog = page.getByRole('dialog');
      await keepPicture(page, picture('3-start'));
      await dialog.getByRole('button', { name: t('automations.act.start'), exact: true }).click();
      await expect(dialog).toBeHidden();
      await expect(page.getByText(t('automations.stateSays.ACTIVE'))).toBeVisible();
      const counts = page
        .getByRole('list', { name: word.changed })
        .or(page.locator('ul[aria-label]').filter({ hasText: '0' }));
      await expect(counts.first()).toBeVisible();
      await keepPicture(page, picture('4-running'));
      await expectNoViolations(page);
      await expectToFit(page, width);
      await page.getByRole('button', { name: t('automations.runs.all') }).click();
      await expect(page.getByRole('dialog').getByText(t('automations.runs.none'))).toBeVisible();
    });
  });
}
