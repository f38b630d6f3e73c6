import { expect, test } from '@playwright/test';
import { expectNoViolations, registerGuest } from './cashier-till';
import { anyPointOfSale, MANAGER, signInTo } from './console-desk';
import { LOOKS } from './harness/looks';
import { keepPicture } from './harness/pictures';
import { addReward, expectToFit, redeemReward } from './rewards-desk';

const WORDS = {
  ru: {
    set: 'Задать уровень вручную',
    reason: 'Причина',
    goodwill: 'Жест доброй воли',
    submit: 'Задать GOLD',
    byHand: /GOLD задан вручную/,
    end: 'Снять заданный уровень',
    history: 'История уровня',
    cause: 'Задан вручную',
    redemptions: 'Полученные награды',
    expiring: 'Баллы по сроку сгорания',
    today: 'Сегодня',
  },
  en: {
    set: 'Set tier manually',
    reason: 'Reason',
    goodwill: 'Goodwill',
    submit: 'Set GOLD',
    byHand: /GOLD was set manually/,
    end: 'Remove manual tier',
    history: 'Tier history',
    cause: 'Set manually',
    redemptions: 'Rewards redeemed',
    expiring: 'Points by expiry date',
    today: 'Today',
  },
} as const;

for (const { language, colorScheme, width } of LOOKS) {
  const word = WORDS[language];

  test.describe(`in ${language}, ${colorScheme}, at ${width} px`, () => {
    test.use({ viewport: { width, height: 900 }, colorScheme });

    test('a manager sees what a guest has and sets their tier by hand', async ({ page, request }) => {
      const guest = await registerGuest(request, 900);
      const reward = await addReward(request);
      await redeemReward(request, guest.id, reward.id, await anyPointOfSale(request));
      await signInTo(page, MANAGER, language, `/admin/guests/${guest.id}`);
      await expect(page.getByRole('region', { name: word.redemptions })).toContainText(reward.name[language]);
      await expect(page.getByRole('region', { name: word.expiring })).toBeVisible();

      await page.getByRole('button', { name: word.set }).click();
      const dialog = page.getByRole('dialog');
      await dialog.getByRole('combobox').first().selectOption('GOLD');
      await dialog.getByLabel(word.reason).selectOption(word.goodwill);
      await keepPicture(page, `guest-1-tier-${width}-${language}-${colorScheme}`);
      await expectNoViolations(page);
      await dialog.getByRole('button', { name: word.submit }).click();
      await expect(page.getByText(word.byHand)).toBeVisible();
      await expect(page.getByRole('region', { name: word.history, exact: true })).toContainText(word.cause);
      await keepPicture(page, `guest-2-desk-${width}-${language}-${colorScheme}`);
      await expectNoViolations(page);
      await expectToFit(page, width);
      await page.getByRole('button', { name: word.end }).click();
      await expect(page.getByText(word.byHand)).toHaveCount(0);
    });
  });
}
