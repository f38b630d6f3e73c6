import { expect, type Locator, type Page, test } from '@playwright/test';
import { randomInt } from 'node:crypto';
import { adminWords } from './admin-words';
import { expectNoViolations, words } from './cashier-till';
import { signInTo } from './console-desk';
import { openEmptyNetwork } from './empty-network';
import { keepPicture } from './harness/pictures';
import { expectToFit } from './rewards-desk';

const SIZES = {
  390: { width: 390, height: 844 },
  1024: { width: 1024, height: 768 },
  1280: { width: 1280, height: 800 },
  1440: { width: 1440, height: 900 },
} as const;

/** Each size in both languages and themes: phones by touch, desktops by keyboard, tablets by both. */
const MATRIX = [
  { language: 'ru', colorScheme: 'light', width: 390, input: 'touch' },
  { language: 'en', colorScheme: 'dark', width: 390, input: 'touch' },
  { language: 'ru', colorScheme: 'dark', width: 1024, input: 'touch' },
  { language: 'en', colorScheme: 'light', width: 1024, input: 'keyboard' },
  { language: 'ru', colorScheme: 'light', width: 1280, input: 'keyboard' },
  { language: 'en', colorScheme: 'dark', width: 1280, input: 'touch' },
  { language: 'ru', colorScheme: 'dark', width: 1440, input: 'keyboard' },
  { language: 'en', colorScheme: 'light', width: 1440, input: 'keyboard' },
] as const;

const CHARGE = { en: /^Charge €/, ru: /^Принять / } as const;

interface Hands {
  readonly press: (target: Locator) => Promise<void>;
  readonly write: (target: Locator, text: string) => Promise<void>;
}

for (const { language, colorScheme, width, input } of MATRIX) {
  const t = adminWords(language);
  const till = words[language];

  test.describe(`in ${language}, ${colorScheme}, at ${String(width)} px, by ${input}`, () => {
    test.use({ viewport: SIZES[width], colorScheme, hasTouch: input === 'touch' });

    test('an empty network gets to its first sale by what stands on the pages', async ({ page, request }) => {
      const { press, write } = input === 'touch' ? touch(page) : keys(page);
      const look = async (name: string) => {
        await keepPicture(page, `first-run-${name}-${String(width)}-${language}`);
        await expectNoViolations(page);
        await expectToFit(page, width);
      };
      await signInTo(page, (await openEmptyNetwork(request, language)).manager, language);
      const step = (name: string) => page.getByRole('listitem', { name: t(`firstRun.step.${name}`) });
      const go = (name: string) => press(step(name).getByRole('link', { name: t(`firstRun.go.${name}`) }));
      const dialog = page.getByRole('dialog');
      const back = () => press(page.getByRole('link', { name: t('nav.today') }));
      const isDone = (name: string) => expect(step(name)).toContainText(t('firstRun.done'));

      await expect(page.getByRole('region', { name: t('firstRun.title') })).toBeVisible();
      await isDone('program');
      for (const name of ['restaurant', 'till', 'staff', 'look', 'guest', 'sale'])
        await expect(step(name)).toContainText(t('firstRun.open'));
      await look('1-empty');

      await go('restaurant');
      await press(page.getByRole('button', { name: t('places.newRestaurant') }));
      await write(dialog.getByLabel(t('names.en'), { exact: true }), 'Osteria');
      await press(dialog.getByRole('button', { name: t('places.addRestaurant') }));
      await expect(page.getByRole('heading', { level: 2, name: 'Osteria' })).toBeVisible();
      await back();
      await isDone('restaurant');

      await go('till');
      await press(page.getByRole('button', { name: new RegExp(`^${t('places.newTill')}: `) }));
      await write(dialog.getByLabel(t('names.en'), { exact: true }), 'Bar');
      await press(dialog.getByRole('button', { name: t('places.addTill') }));
      await expect(page.getByRole('listitem').filter({ hasText: 'Bar' })).toBeVisible();
      await look('2-restaurant');
      await back();
      await isDone('till');

      await go('staff');
      const email = `cashier-${String(randomInt(1_000_000_000))}@example.test`;
      await write(dialog.getByLabel(t('staff.email'), { exact: true }), email);
      await expect(dialog.getByRole('checkbox', { name: 'Osteria' })).toBeChecked();
      await look('3-invite');
      await press(dialog.getByRole('button', { name: t('staff.sendInvite') }));
      await press(dialog.getByRole('button', { name: t('staff.done') }));
      await back();
      await isDone('staff');
      await look('4-almost');

      await go('guest');
      await write(
        dialog.getByLabel(t('guests.register.phone')),
        `+7903${String(randomInt(10_000_000)).padStart(7, '0')}`,
      );
      await press(dialog.getByRole('button', { name: t('guests.register.submit'), exact: true }));
      await expect(page).toHaveURL(/\/guests\/[0-9a-f-]{36}$/);
      await back();
      await isDone('guest');
      await press(page.getByRole('button', { name: t('firstRun.trial.open') }));
      await expect(dialog.getByRole('status')).toContainText(/1[ \u00a0,]?000/);
      await look('5-trial');
      await page.keyboard.press('Escape');

      await go('sale');
      await press(page.getByRole('button', { name: till.newGuest }));
      await write(dialog.getByRole('textbox').first(), `+7903${String(randomInt(10_000_000)).padStart(7, '0')}`);
      await write(dialog.getByLabel(till.name, { exact: true }), 'Olivia');
      await press(dialog.getByRole('button', { name: till.register }));
      await expect(page.getByRole('heading', { name: 'Olivia' })).toBeVisible();
      await write(page.getByLabel(till.amount), '100');
      await press(page.getByRole('button', { name: CHARGE[language] }));
      await expect(page.getByText(till.next)).toBeVisible();
      await look('6-sold');

      await page.goto('/admin');
      await expect(page.getByRole('heading', { level: 1, name: t('nav.today') })).toBeVisible();
      await expect(page.getByText(t('reports.net'), { exact: true })).toBeVisible();
      await expect(page.getByRole('region', { name: t('firstRun.title') })).toHaveCount(0);
      await look('7-today');
    });
  });
}

function touch(page: Page): Hands {
  return {
    press: (target) => target.tap(),
    async write(target, text) {
      await target.tap();
      await page.keyboard.insertText(text);
    },
  };
}

/** Moves through the page by Tab alone. */
function keys(page: Page): Hands {
  const reach = async (target: Locator) => {
    await expect(target).toBeEnabled();
    for (let stops = 0; stops < 80; stops += 1) {
      if (await target.evaluate((element) => element === document.activeElement)) return;
      await page.keyboard.press('Tab');
    }
    throw new Error(`Tab does not reach ${String(target)}`);
  };
  return {
    async press(target) {
      await reach(target);
      await page.keyboard.press('Enter');
    },
    async write(target, text) {
      await reach(target);
      await page.keyboard.insertText(text);
    },
  };
}
