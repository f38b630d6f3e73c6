import { expect, test } from '@playwright/test';
import { randomInt } from 'node:crypto';
import { expectNoViolations, registerGuest } from './cashier-till';
import { anyPointOfSale, goTo, MANAGER, signInTo } from './console-desk';
import { SWAPPED_LOOKS } from './harness/looks';
import { keepPicture } from './harness/pictures';
import { addReward, addSharedCode, expectToFit, rewardWords, sellWithCoupon } from './rewards-desk';

for (const { language, colorScheme, width } of SWAPPED_LOOKS) {
  const word = rewardWords[language];

  test.describe(`in ${language}, ${colorScheme}, at ${String(width)} px`, () => {
    test.use({ viewport: { width, height: 900 }, colorScheme });

    test('a coupon is found by its code, with who used it', async ({ page, request }) => {
      const picture = (name: string) =>
        keepPicture(page, `coupon-search-${name}-${String(width)}-${language}-${colorScheme}`);
      const code = `FIND${String(randomInt(1_000_000_000))}`;
      const reward = await addReward(request);
      await addSharedCode(request, reward.id, code);
      const guest = await registerGuest(request);
      await sellWithCoupon(request, guest.id, await anyPointOfSale(request), code);
      await signInTo(page, MANAGER, language);
      await goTo(page, word.rewards);

      const box = page.getByRole('search').getByLabel(word.findCoupon);
      await box.fill(code.toLowerCase());
      await box.press('Enter');
      const sheet = page.getByRole('dialog');
      await expect(sheet.getByRole('status')).toHaveText(word.couponWorks);
      await expect(sheet).toContainText(reward.name[language]);
      await expect(sheet.getByRole('link', { name: guest.name })).toBeVisible();
      await picture('1-found');
      await expectNoViolations(page);
      await expectToFit(page, width);
      await page.keyboard.press('Escape');
      await expect(sheet).toHaveCount(0);

      await box.fill('NOSUCHCODE');
      await box.press('Enter');
      await expect(sheet.getByText(word.noSuchCode)).toBeVisible();
      await picture('2-unknown');
      await expectNoViolations(page);
      expect(page.url()).not.toContain('NOSUCHCODE');
    });
  });
}
