import { expect, type Locator, type Page, test } from '@playwright/test';
import {
  amountField,
  findByPhone,
  openTill,
  primary,
  registerGuest,
  textOf,
  words,
  type Language,
} from './cashier-till';
import { keepPicture } from './harness/pictures';

const SIZES = [
  { width: 1024, height: 768, language: 'ru' },
  { width: 1280, height: 800, language: 'en' },
  { width: 1366, height: 768, language: 'ru' },
  { width: 1440, height: 900, language: 'en' },
] as const;

function keypad(page: Page, language: Language): Locator {
  return page.getByRole('group', { name: { en: 'Keypad', ru: 'Цифры' }[language] });
}

/** Position of each control that a sale needs, rounded, because a zoomed screen has halves of pixels. */
async function places(page: Page, language: Language): Promise<Record<string, readonly number[]>> {
  const parts = {
    amount: amountField(page, language),
    keypad: keypad(page, language),
    zero: keypad(page, language).getByRole('button', { name: '0', exact: true }),
    total: page.locator('output'),
    primary: primary(page),
    coupon: page.getByLabel({ en: 'Coupon', ru: 'Купон' }[language], { exact: true }),
    receiptNumber: page.getByLabel(words[language].receiptNumber),
  };
  const boxes = Object.entries(parts).map(async ([name, part]) => {
    const { x, y, width, height } = (await part.boundingBox()) ?? { x: 0, y: 0, width: 0, height: 0 };
    return [name, [x, y, width, height].map(Math.round)] as const;
  });
  return Object.fromEntries(await Promise.all(boxes));
}

/** Elements that scroll because their content is larger than they are. */
async function scrolled(page: Page): Promise<string[]> {
  return page.evaluate(() =>
    [document.scrollingElement, ...document.querySelectorAll('main, main *')]
      .filter((part) => part !== null && part.scrollHeight > part.clientHeight + 1)
      .filter((part) => part === document.scrollingElement || /auto|scroll/.test(getComputedStyle(part!).overflowY))
      .map((part) => part!.className),
  );
}

for (const viewport of [
  { width: 1280, height: 800 },
  { width: 1440, height: 900 },
])
  test.describe(`at ${viewport.width} × ${viewport.height}`, () => {
    test.use({ viewport });

    test('the check without a guest is narrow, and the keypad stays where it is when a guest is found', async ({
      page,
      request,
    }) => {
      const guest = await registerGuest(request);
      await openTill(page, 'en');
      const check = page.getByRole('form', { name: 'Receipt' });
      const [alone, find] = [await check.boundingBox(), await page.getByRole('combobox').boundingBox()];
      expect(alone?.width).toBeLessThan(680);
      expect(find?.width).toBeGreaterThan(420);
      expect(await scrolled(page)).toEqual([]);
      await keepPicture(page, `cashier-alone-${viewport.width}`);
      const kept = [amountField(page, 'en'), keypad(page, 'en'), page.locator('output'), primary(page)];
      const boxes = () => Promise.all(kept.map((part) => part.boundingBox()));
      const before = await boxes();
      await findByPhone(page, guest, 'en');
      expect(await boxes()).toEqual(before);
      expect((await check.boundingBox())?.width).toBeGreaterThan(700);
    });

    test('the last sales of the shift are one press away while there is no guest', async ({ page, request }) => {
      const guest = await registerGuest(request);
      await openTill(page, 'en');
      await findByPhone(page, guest, 'en');
      await amountField(page, 'en').fill('321');
      await expect(primary(page)).toBeEnabled();
      await primary(page).click();
      await page.getByRole('button', { name: words.en.next }).click();
      const recent = page.getByRole('region', { name: 'Recent sales' });
      const sale = recent.getByRole('button').first();
      await expect(sale).toBeVisible();
      expect(await scrolled(page)).toEqual([]);
      await keepPicture(page, `cashier-recent-${viewport.width}`);
      await sale.click();
      const dialog = page.getByRole('dialog', { name: 'Shift' });
      await expect(dialog.getByRole('button', { name: 'Back' })).toBeVisible();
      await expect(dialog).toContainText(guest.name);
    });
  });

for (const { language, ...viewport } of SIZES) {
  test.describe(`in ${language} at ${viewport.width} × ${viewport.height}`, () => {
    test.use({ viewport });

    test('the whole sale is in sight, and nothing moves while it is typed', async ({ page, request }) => {
      const guest = await registerGuest(request, 900);
      await openTill(page, language);
      await findByPhone(page, guest, language);
      const before = await places(page, language);
      for (const key of ['1', '5', '5', '0']) {
        await page.keyboard.type(key);
        expect(await places(page, language)).toEqual(before);
      }
      await expect(page.getByRole('group', { name: words[language].points })).toBeVisible();
      await page.keyboard.press('F2');
      await page.keyboard.type('300', { delay: 60 });
      await expect.poll(() => textOf(page.locator('output'))).toContain(language === 'en' ? '1,172.50' : '1 172,50');
      expect(await places(page, language)).toEqual(before);
      expect(await scrolled(page)).toEqual([]);
      await keepPicture(page, `cashier-sale-${viewport.width}-${language}`);

      const sight = [amountField(page, language), keypad(page, language), page.locator('output'), primary(page)];
      sight.push(page.getByRole('group', { name: words[language].points }), page.getByRole('slider'));
      sight.push(page.getByLabel({ en: 'Coupon', ru: 'Купон' }[language], { exact: true }));
      for (const part of sight) await expect(part).toBeInViewport({ ratio: 1 });
      const [zero, total] = [before.zero!, before.total!];
      expect(zero[1]! + zero[3]!).toBeLessThanOrEqual(total[1]!);
      expect(zero[3]).toBeGreaterThanOrEqual(44);
    });
  });
}

for (const height of [667, 844]) {
  test.describe(`on a phone of ${height} px`, () => {
    test.use({ viewport: { width: 390, height }, hasTouch: true });

    test('the total of a dear receipt is never cut, and stays in sight with keypad and button', async ({
      page,
      request,
    }) => {
      const guest = await registerGuest(request, 900);
      await openTill(page, 'ru');
      await findByPhone(page, guest, 'ru');
      for (const key of '1234567,89') await keypad(page, 'ru').getByRole('button', { name: key, exact: true }).tap();
      const total = page.locator('output');
      await expect.poll(() => textOf(total)).toBe('1 172 839,50 ₽');
      for (const part of [total, primary(page), keypad(page, 'ru')]) await expect(part).toBeInViewport({ ratio: 1 });
      expect(await total.evaluate((output) => output.scrollWidth <= output.clientWidth)).toBe(true);
      expect(
        await total.evaluate((output) => Number.parseFloat(getComputedStyle(output).fontSize)),
      ).toBeGreaterThanOrEqual(32);
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
      await keepPicture(page, `cashier-dear-390-${height}`);
    });
  });
}
