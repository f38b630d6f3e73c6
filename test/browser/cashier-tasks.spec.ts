import { expect, type Locator, type Page, test } from '@playwright/test';
import { randomInt } from 'node:crypto';
import {
  amountField,
  expectNoViolations,
  findField,
  historyOf,
  openTill,
  primary,
  registerGuest,
  textOf,
  words,
} from './cashier-till';
import { keepPicture } from './harness/pictures';
import { expectToFit } from './rewards-desk';

/** Each size in both languages, orientations and themes; phones by touch in both languages. */
const LOOKS = [
  { width: 390, height: 844, language: 'ru', colorScheme: 'light', by: 'touch' },
  { width: 390, height: 667, language: 'en', colorScheme: 'light', by: 'touch' },
  { width: 390, height: 844, language: 'en', colorScheme: 'dark', by: 'keyboard' },
  { width: 1024, height: 768, language: 'ru', colorScheme: 'dark', by: 'touch' },
  { width: 1024, height: 768, language: 'en', colorScheme: 'light', by: 'keyboard' },
  { width: 1280, height: 800, language: 'ru', colorScheme: 'light', by: 'keyboard' },
  { width: 1280, height: 800, language: 'en', colorScheme: 'dark', by: 'touch' },
  { width: 1440, height: 900, language: 'ru', colorScheme: 'dark', by: 'touch' },
  { width: 1440, height: 900, language: 'en', colorScheme: 'light', by: 'keyboard' },
] as const;

const WORDS = {
  ru: { find: 'Найти', clear: 'Убрать гостя (Esc)', keypad: 'Цифры', joined: /за вступление/, undo: /^Отменить/ },
  en: { find: 'Find', clear: 'Clear guest (Esc)', keypad: 'Keypad', joined: /for joining/, undo: /^Undo/ },
} as const;

test.describe.configure({ mode: 'parallel' });

/** A limit above the number of Tab presses on any path through the page. */
const MOST_TABS = 40;

for (const { language, colorScheme, by, ...viewport } of LOOKS) {
  const { width, height } = viewport;
  const [word, own] = [words[language], WORDS[language]];

  test.describe(`in ${language}, ${colorScheme}, by ${by}, at ${String(width)} × ${String(height)}`, () => {
    test.use({ viewport, colorScheme, hasTouch: by === 'touch' });

    test('register, find and sell, undo, redeem, refund', async ({ page, request }) => {
      const guest = await registerGuest(request, 900);
      const hands = by === 'touch' ? fingers(page, own.keypad) : keys(page);
      const look = async (name: string) => {
        await keepPicture(page, `cashier-tasks-${String(width)}x${String(height)}-${language}-${name}`);
        await expectNoViolations(page);
        await expectToFit(page, width);
      };
      const find = async (phone: string) => {
        await hands.figures(findField(page), phone);
        await hands.press(page.getByRole('button', { name: own.find, exact: true }), 'Enter');
      };
      const findGuest = async () => {
        await find(guest.phone);
        await expect(page.getByRole('heading', { name: guest.name })).toBeVisible();
        await expect(amountField(page, language)).toBeFocused();
      };
      await page.goto('/cashier');
      await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
      await expectNoViolations(page);
      await openTill(page, language);

      await find(`+7904${String(randomInt(10_000_000)).padStart(7, '0')}`);
      await expect(page.getByText(word.wrongPhone)).toBeVisible();
      await hands.press(page.getByRole('button', { name: word.newGuest }));
      await hands.text(page.getByRole('dialog').getByLabel(word.name), 'Мария');
      await page.getByRole('dialog').getByRole('checkbox').first().check();
      await expect(page.getByRole('button', { name: word.register })).toBeEnabled();
      await look('1-register');
      await hands.press(page.getByRole('button', { name: word.register }));
      await expect(page.getByText(own.joined)).toBeVisible();
      await hands.press(page.getByRole('button', { name: own.clear }), 'Escape');

      await findGuest();
      await hands.figures(amountField(page, language), '1550');
      await expect.poll(() => textOf(primary(page))).toContain(word.take);
      await expectInSight(page);
      await look('2-sell');
      await hands.press(primary(page), 'Enter');
      await expect(page.getByText(word.given)).toBeVisible();
      await look('3-sold');

      await hands.press(page.getByRole('button', { name: own.undo }));
      await expect(page.getByText(word.undone)).toBeVisible();
      expect((await historyOf(request, guest))[0]).toMatchObject({ type: 'REFUND', reason: 'UNDO' });

      await findGuest();
      // A cashier's refunds of a day are limited, and the tests share one cashier.
      await hands.figures(amountField(page, language), '300');
      const points = page.getByRole('group', { name: word.points }).getByRole('textbox');
      await expect(page.getByRole('slider')).toBeVisible();
      await hands.figures(points, '100', 'F2');
      await expect.poll(() => textOf(page.locator('output[data-current=true]'))).toMatch(/185[.,]00/);
      await look('4-redeem');
      await hands.press(primary(page), 'Enter');
      await hands.press(page.getByRole('button', { name: word.next }), 'Enter');
      await expect(findField(page)).toBeFocused();

      await hands.press(page.getByRole('button', { name: new RegExp(`^${word.acts}`) }), 'F8');
      const dialog = page.getByRole('dialog');
      await hands.press(dialog.getByRole('button', { name: guest.name }).first());
      await hands.text(dialog.getByLabel(word.reason), 'cold');
      const refund = dialog.getByRole('button', { name: /^(Вернуть · отдать|Refund · hand back) / });
      await expect.poll(() => textOf(refund)).toMatch(/185[.,]00/);
      await look('5-refund');
      await hands.press(refund);
      await expect.poll(() => textOf(dialog.getByRole('status').first())).toMatch(/185[.,]00/);
      const [refunded, sale] = await historyOf(request, guest);
      expect(sale).toMatchObject({ type: 'SALE', amount: 30_000, pointsRedeemed: 100, payable: 18_500 });
      expect(refunded).toMatchObject({ type: 'REFUND', amount: 30_000, payable: 18_500 });
    });
  });
}

/** Total, button and figures of the quote, none of them behind the keypad. */
async function expectInSight(page: Page): Promise<void> {
  const form = page.getByRole('form');
  const quote = form.locator('dl');
  for (const part of [form.getByRole('textbox').first(), page.locator('output'), primary(page), quote])
    await expect(part).toBeInViewport({ ratio: 1 });
  const isCovered = await quote.evaluate((lines) => {
    const { left, right, top, bottom } = lines.getBoundingClientRect();
    const corners = [top + 1, bottom - 1].map((y) => document.elementFromPoint((left + right) / 2, y));
    return corners.some((corner) => !lines.contains(corner));
  });
  expect(isCovered).toBe(false);
}

/** How a cashier works: with keys alone, or with fingers alone. */
interface Hands {
  /** Types figures into a field. `key` moves the focus there; without it the field has the focus already. */
  readonly figures: (field: Locator, figures: string, key?: string) => Promise<void>;
  readonly text: (field: Locator, text: string) => Promise<void>;
  /** Presses a button, or the key that does the same. */
  readonly press: (button: Locator, key?: string) => Promise<void>;
}

function keys(page: Page): Hands {
  const reach = async (target: Locator) => {
    await expect(target).toBeVisible();
    for (let step = 0; step < MOST_TABS; step += 1) {
      if (await target.evaluate((element) => element === document.activeElement)) return;
      await page.keyboard.press('Tab');
    }
    throw new Error(`Tab does not reach ${String(target)}`);
  };
  return {
    async figures(field, figures, key) {
      if (key !== undefined) await page.keyboard.press(key);
      await expect(field).toBeFocused();
      await page.keyboard.type(figures, { delay: 60 });
    },
    async text(field, text) {
      await reach(field);
      await page.keyboard.type(text, { delay: 60 });
    },
    async press(button, key) {
      await expect(button).toBeEnabled();
      if (key === undefined) await reach(button);
      await page.keyboard.press(key ?? 'Enter');
    },
  };
}

function fingers(page: Page, keypad: string): Hands {
  return {
    async figures(field, figures) {
      await field.tap();
      await expect(field).toHaveAttribute('inputmode', 'none');
      const group = page.getByRole('group', { name: keypad });
      for (const figure of figures) await group.getByRole('button', { name: figure, exact: true }).tap();
    },
    // The keyboard of the device writes words.
    async text(field, text) {
      await field.tap();
      await field.pressSequentially(text);
    },
    async press(button) {
      await button.tap();
    },
  };
}
