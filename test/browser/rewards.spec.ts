import { expect, test } from '@playwright/test';
import { readFileSync } from 'node:fs';
import { expectNoViolations, registerGuest } from './cashier-till';
import { anyPointOfSale, goTo, MANAGER, signInTo } from './console-desk';
import { LOOKS, looksOfRun, SWAPPED_LOOKS } from './harness/looks';
import { keepPicture } from './harness/pictures';
import {
  addReward,
  addSlots,
  expectActsInReach,
  expectToFit,
  gradientPng,
  makeCodes,
  redeemReward,
  rewardWords,
} from './rewards-desk';

for (const { language, colorScheme, width } of LOOKS) {
  const word = rewardWords[language];

  test.describe(`in ${language}, ${colorScheme}, at ${width} px`, () => {
    test.use({ viewport: { width, height: 900 }, colorScheme });

    test('a manager creates a reward with picture and stock', async ({ page }) => {
      const picture = (name: string) => keepPicture(page, `rewards-${name}-${width}-${language}-${colorScheme}`);
      const name = { ru: `Десерт ${width} ${colorScheme}`, en: `Dessert ${width} ${colorScheme}` };
      await signInTo(page, MANAGER, language);
      await goTo(page, word.rewards);
      await page.getByRole('link', { name: word.create }).click();

      await page.getByRole('button', { name: word.submitNew }).click();
      await expect(page.getByText(word.needed).first()).toBeVisible();
      await picture('1-faults');
      await expectNoViolations(page);

      await page.getByLabel(word.nameRu).fill(name.ru);
      await page.getByLabel(word.nameEn).fill(name.en);
      await page.getByLabel(word.descriptionRu).fill('К любому кофе');
      await page.getByLabel(word.amount).fill('150');
      await page.getByLabel(word.cost).fill('300');
      await page.getByLabel(word.stock).fill('5');
      await page.getByRole('button', { name: word.submitNew }).click();

      await expect(page.getByRole('heading', { level: 1, name: name[language] })).toBeVisible();
      await expect(page.getByText(word.left5)).toBeVisible();
      const chooser = page.waitForEvent('filechooser');
      await page.getByRole('button', { name: word.choosePicture }).click();
      await (await chooser).setFiles({ name: 'cake.png', mimeType: 'image/png', buffer: gradientPng() });
      await page.getByRole('button', { name: word.usePart }).click();
      const shown = page.locator('section img[alt]:not([alt=""])');
      await expect.poll(() => shown.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBeGreaterThan(0);

      await page.getByLabel(word.changeStock).fill('3');
      await page.getByRole('button', { name: word.putIn }).click();
      await expect(page.getByText(word.left)).toBeVisible();
      await page.getByLabel(word.cost).fill('250');
      await page.getByRole('button', { name: word.save }).click();
      await expect(page.getByText(word.saved)).toBeVisible();
      await picture('2-reward');
      await expectNoViolations(page);
      await expectToFit(page, width);

      await goTo(page, word.rewards);
      const card = page.getByRole('listitem').filter({ hasText: name[language] });
      await expect(card.locator('img')).toBeVisible();
      await expect(card).toContainText('250');
      await picture('3-catalogue');
      await expectNoViolations(page);
      await expectToFit(page, width);
    });
  });
}

for (const { language, colorScheme, width } of SWAPPED_LOOKS) {
  const word = rewardWords[language];

  test.describe(`in ${language}, ${colorScheme}, at ${width} px`, () => {
    test.use({ viewport: { width, height: 900 }, colorScheme });

    test('what guests took is made ready, handed over or cancelled @smoke', async ({ page, request }) => {
      const terms = { kind: 'PRODUCT', gift: null, name: { ru: 'Кружка', en: 'Mug' } };
      const reward = await addReward(request, terms);
      const pointOfSaleId = await anyPointOfSale(request);
      const guest = await registerGuest(request, 500);
      await redeemReward(request, guest.id, reward.id, pointOfSaleId);
      await signInTo(page, MANAGER, language);
      await goTo(page, word.rewards);
      await page.getByRole('link', { name: word.redeemed }).click();

      const row = page.getByRole('row').filter({ has: page.locator(`a[href$="${guest.id}"]`) });
      await expect(row).toContainText(reward.name[language]);
      await expectActsInReach(page, word.pendingTable);
      await keepPicture(page, `redeemed-1-pending-${width}-${language}-${colorScheme}`);
      await expectNoViolations(page);
      await row.getByRole('button', { name: word.makeReady }).click();
      await expect(row.getByRole('button', { name: word.makeReady })).toHaveCount(0);
      await row.getByRole('button', { name: word.cancel }).click();
      await expect(page.getByRole('dialog')).toContainText('200');
      await keepPicture(page, `redeemed-2-cancel-${width}-${language}-${colorScheme}`);
      await expectNoViolations(page);
      await page.getByRole('button', { name: word.cancelYes }).click();
      await expect(row).toHaveCount(0);

      const other = await registerGuest(request, 500);
      await redeemReward(request, other.id, reward.id, pointOfSaleId);
      await page.reload();
      const second = page.getByRole('row').filter({ has: page.locator(`a[href$="${other.id}"]`) });
      await second.getByRole('button', { name: word.fulfil }).click();
      await expect(second).toHaveCount(0);
      await expectToFit(page, width);
    });

    test('codes are made, counted and downloaded', async ({ page, request }) => {
      const reward = await addReward(request);
      await signInTo(page, MANAGER, language);
      await goTo(page, word.rewards);
      await page.getByRole('link', { name: word.coupons }).click();
      await page.getByRole('button', { name: word.make }).click();
      const dialog = page.getByRole('dialog');
      await dialog.getByRole('button', { name: word.submitCodes }).click();
      await expect(dialog.getByLabel(word.batchName)).toHaveAttribute('aria-invalid', 'true');
      const batchName = `Осень / Autumn ${String(Date.now())}`;
      await dialog.getByLabel(word.batchName).fill(batchName);
      await dialog.getByLabel(word.whichReward).selectOption({ label: reward.name[language] });
      await dialog.getByLabel(word.count).fill('1200');
      await keepPicture(page, `coupons-1-form-${width}-${language}-${colorScheme}`);
      await expectNoViolations(page);
      await dialog.getByRole('button', { name: word.submitCodes }).click();

      const row = page.getByRole('row').filter({ hasText: batchName });
      await expect(row).toContainText(reward.name[language]);
      await expect(row).toContainText(word.used);
      await expect(row).toContainText(word.good, { timeout: 30_000 });
      await expectActsInReach(page, word.coupons);
      await expect(page).toHaveTitle(/^(Награды|Rewards) · /);
      await keepPicture(page, `coupons-2-made-${width}-${language}-${colorScheme}`);
      await expectNoViolations(page);
      await expectToFit(page, width);
      const [file] = await Promise.all([
        page.waitForEvent('download'),
        row.getByRole('button', { name: word.download }).click(),
      ]);
      expect(file.suggestedFilename()).toContain(batchName.replace('/', '-'));
      const lines = readFileSync(await file.path(), 'utf8')
        .trim()
        .split('\r\n');
      expect(lines).toHaveLength(1 + 1_200);
      expect(lines[0]).toBe('code,reward,batch,valid_until');
      expect(lines[1]).toContain(`${reward.name[language]},${batchName}`);
      expect(new Set(lines.slice(1)).size).toBe(1_200);
    });
  });
}

/** How many parts of the words on a button are not seen whole. */
const cutLabels = (button: HTMLElement | SVGElement): number =>
  [...button.querySelectorAll('span')].filter((part) => part.scrollWidth > part.clientWidth).length;

for (const width of looksOfRun([390, 600, 820, 1024])) {
  test.describe(`at ${String(width)} px`, () => {
    test.use({ viewport: { width, height: 900 } });

    test('every act of a table is in reach, whatever the width', async ({ page, request }) => {
      const reward = await addReward(request);
      const guest = await registerGuest(request, 500);
      await redeemReward(request, guest.id, reward.id, await anyPointOfSale(request));
      await makeCodes(request, reward.id);
      await signInTo(page, MANAGER, 'ru', '/admin/rewards/coupons');
      await expectActsInReach(page, rewardWords.ru.coupons);
      await page.goto(`/admin/guests/${guest.id}`);
      await expectActsInReach(page, rewardWords.ru.takenTable);
      await expectToFit(page, width);
      const lesson = await addReward(request, { kind: 'EXPERIENCE', gift: null, byAppointment: true });
      await addSlots(request, lesson.id, [24]);
      await page.goto(`/admin/rewards/${lesson.id}`);
      const close = page.getByRole('button', { name: rewardWords.ru.closeSlot, exact: true });
      await expect(close).toBeVisible();
      expect(await close.evaluate(cutLabels)).toBe(0);
    });
  });
}
