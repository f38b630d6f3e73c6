import { expect, test } from '@playwright/test';
import { expectNoViolations } from './cashier-till';
import { addColleague, addGuestWithStory, consoleWords, MANAGER, paletteWords, signInTo } from './console-desk';
import { LOOKS } from './harness/looks';
import { keepPicture } from './harness/pictures';
import { beginDraft } from './program-desk';
import { addReward, expectToFit } from './rewards-desk';

for (const { language, colorScheme, width } of LOOKS) {
  const word = paletteWords[language];

  test.describe(`in ${language}, ${colorScheme}, at ${String(width)} px`, () => {
    test.use({ viewport: { width, height: 900 }, colorScheme });

    test('anything is found and gone to by the keyboard alone', async ({ page, request }) => {
      const picture = (name: string) =>
        keepPicture(page, `palette-${name}-${String(width)}-${language}-${colorScheme}`);
      const guest = await addGuestWithStory(request);
      const reward = await addReward(request);
      await beginDraft(request);
      await signInTo(page, MANAGER, language);
      await expect(page.getByRole('heading', { level: 1, name: consoleWords[language].today })).toBeVisible();

      await page.keyboard.press('ControlOrMeta+k');
      const palette = page.getByRole('dialog', { name: word.title });
      const field = palette.getByRole('combobox');
      await expect(field).toBeFocused();
      await expectNoViolations(page);
      const option = (name: string) => palette.getByRole('option').filter({ hasText: name });

      await field.fill(guest.phone);
      await expect(option(guest.name)).toBeVisible();
      await picture('1-guest');
      await expectNoViolations(page);
      await expectToFit(page, width);
      await page.keyboard.press('Enter');
      await expect(page).toHaveURL(new RegExp(`/guests/${guest.id}$`));
      await expect(palette).toHaveCount(0);

      await page.keyboard.press('ControlOrMeta+k');
      await expect(option(guest.name)).toBeVisible();
      await picture('2-recent');
      await field.fill(`R-${guest.id.slice(-8)}`);
      await expect(option(word.receipt)).toBeVisible();
      await page.keyboard.press('Enter');
      await expect(page).toHaveURL(/\/receipts\/[0-9a-f-]{36}$/);
      await expect(page.getByRole('link', { name: guest.name })).toBeVisible();

      await page.keyboard.press('ControlOrMeta+k');
      // Any word of the name finds a guest.
      await field.fill(`${guest.name.split(' ')[1] ?? ''} вер`);
      await expect(option(guest.name)).toBeVisible();
      await field.fill(reward.name[language]);
      await expect(option(reward.name[language])).toBeVisible();
      await page.keyboard.press('Enter');
      await expect(page).toHaveURL(new RegExp(`/rewards/${reward.id}$`));

      await page.keyboard.press('ControlOrMeta+k');
      await field.fill(word.program);
      await expect(palette.getByRole('option').nth(1)).toBeVisible();
      await page.keyboard.press('ArrowDown');
      await expect(palette.getByRole('option').nth(1)).toHaveAttribute('aria-selected', 'true');
      await page.keyboard.press('ArrowUp');
      await page.keyboard.press('Enter');
      await expect(page).toHaveURL(/\/programs\/?/);

      await page.keyboard.press('ControlOrMeta+k');
      await field.fill('zzzzqqqq');
      await expect(palette.getByText(word.nothing)).toBeVisible();
      await page.keyboard.press('Escape');
      await expect(palette).toHaveCount(0);
      expect(await page.evaluate(() => JSON.stringify(localStorage))).not.toContain(guest.name);
    });
  });
}

test('an analyst finds pages and versions, and no guest', async ({ page, request }) => {
  const word = paletteWords.en;
  const guest = await addGuestWithStory(request);
  await signInTo(page, await addColleague(request, 'analyst'), 'en');
  await page.getByRole('button', { name: word.open }).click();
  const palette = page.getByRole('dialog', { name: word.title });
  await palette.getByRole('combobox').fill(guest.phone);
  await expect(palette.getByText(word.nothing)).toBeVisible();
  await palette.getByRole('combobox').fill('liab');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/\/liability$/);
});
