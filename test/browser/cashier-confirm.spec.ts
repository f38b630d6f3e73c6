import { type APIRequestContext, expect, type Page, test } from '@playwright/test';
import {
  amountField,
  expectNoViolations,
  findByPhone,
  type Language,
  openTill,
  primary,
  registerGuest,
  salesOf,
  scan,
  type TestGuest,
  textOf,
  words,
} from './cashier-till';
import { LOOKS } from './harness/looks';
import { keepPicture } from './harness/pictures';
import { expectToFit } from './rewards-desk';

/** All points of the guest, which is more than a till may spend for a guest found by phone. */
const POINTS = 1_100;

const WORDS = {
  ru: {
    title: /^Гость подтверждает 1.100 баллов$/,
    field: 'QR или шесть цифр карты',
    wrong: 'Этот QR или код не подходит',
  },
  en: {
    title: /^The guest confirms 1,100 points$/,
    field: 'QR or six digits of the card',
    wrong: 'This QR or code is not valid',
    code: 'Code from the message',
    send: 'Send the guest a code',
    tapped: 'The guest has confirmed',
    notYet: 'No confirmation from the guest yet',
    fewer: 'Use 1,000 points',
    free: 'The guest must confirm more than 1,000 points.',
  },
} as const;

/** Opens the till first, because the card of a new guest counts as shown for two minutes only. */
async function findGuestAtTill(page: Page, request: APIRequestContext, language: Language): Promise<TestGuest> {
  await openTill(page, language);
  const guest = await registerGuest(request, POINTS - 100);
  await findByPhone(page, guest, language);
  return guest;
}

/** Rings up 5,000.00 with all points of the guest, by keyboard. */
async function spendAll(page: Page): Promise<void> {
  await page.keyboard.type('5000', { delay: 60 });
  await expect(page.getByRole('slider')).toBeVisible();
  await page.keyboard.press('F2');
  await page.keyboard.type(String(POINTS), { delay: 60 });
  // 5 % off, and 1,100 points at 1.00.
  await expect.poll(() => textOf(page.locator('output[data-current=true]'))).toMatch(/3[ ,]650[.,]00/);
  await expect(primary(page)).toBeEnabled();
  // The button names who has to confirm before it is pressed.
  await expect.poll(() => textOf(primary(page))).toMatch(/^(Гость подтвердит|Guest confirms) 1[ ,]100 /);
  await page.keyboard.press('Enter');
}

function otherThan(code: string): string {
  return code === '000000' ? '000001' : '000000';
}

for (const { language, colorScheme, width } of LOOKS) {
  const word = WORDS[language];

  test.describe(`in ${language}, ${colorScheme}, at ${String(width)} px`, () => {
    test.use({ viewport: { width, height: 844 }, colorScheme });

    test('points above the limit are spent with the six digits of the guest’s card @smoke', async ({
      page,
      request,
    }) => {
      const guest = await findGuestAtTill(page, request, language);
      await spendAll(page);
      const dialog = page.getByRole('dialog', { name: word.title });
      const field = dialog.getByLabel(word.field);
      await expect(field).toBeFocused();
      await page.keyboard.type(otherThan(guest.cardCode), { delay: 60 });
      await page.keyboard.press('Enter');
      await expect(dialog.getByText(word.wrong)).toBeVisible();
      await expect(field).toBeFocused();
      await keepPicture(page, `cashier-confirm-${String(width)}-${language}-${colorScheme}`);
      await expectNoViolations(page);
      await expectToFit(page, width);
      const heights = await dialog.getByRole('button').evaluateAll((all) => all.map((one) => one.clientHeight));
      expect(heights.filter((height) => height < 42)).toEqual([]);

      // Escape leads back without a loss of input.
      await page.keyboard.press('Escape');
      await expect(dialog).toBeHidden();
      await expect(amountField(page, language)).toHaveValue(/^5.000$/);
      await expect(page.getByRole('slider')).toHaveAttribute('aria-valuenow', String(POINTS));
      expect(await salesOf(request, guest)).toEqual([]);

      await page.keyboard.press('Enter');
      await expect(field).toBeFocused();
      await page.keyboard.type(guest.cardCode, { delay: 60 });
      await page.keyboard.press('Enter');
      await expect(page.getByRole('button', { name: words[language].next })).toBeFocused();
      const sale = { amount: 500_000, pointsRedeemed: POINTS, payable: 365_000, identifiedBy: 'CODE' };
      expect(await salesOf(request, guest)).toMatchObject([sale]);
    });
  });
}

test('the guest confirms with the code of a message', async ({ page, request }) => {
  const word = WORDS.en;
  const guest = await findGuestAtTill(page, request, 'en');
  await page.keyboard.type('5000', { delay: 60 });
  await expect(page.getByText(word.free)).toBeVisible();
  await amountField(page, 'en').fill('');
  await spendAll(page);
  const dialog = page.getByRole('dialog', { name: word.title });
  await dialog.getByRole('button', { name: word.send }).click();
  await expect(dialog.getByLabel(word.code)).toBeFocused();
  await dialog.getByRole('button', { name: word.tapped }).click();
  await expect(dialog.getByText(word.notYet)).toBeVisible();
  await keepPicture(page, 'cashier-confirm-code-en');
  await expectNoViolations(page);
  const outbox = await request.get('/api/dev/outbox', { params: { to: guest.phone } });
  const { items } = (await outbox.json()) as { items: { body: string }[] };
  const message = items.find(({ body }) => /\b\d{6}\b/.test(body))?.body ?? '';
  await dialog.getByLabel(word.code).fill(/\b\d{6}\b/.exec(message)?.[0] ?? '');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('button', { name: words.en.next })).toBeFocused();
  expect(await salesOf(request, guest)).toMatchObject([{ pointsRedeemed: POINTS, identifiedBy: 'PHONE' }]);
});

test('a scanner confirms wherever the focus is, and takes the guest from nobody', async ({ page, request }) => {
  const word = WORDS.en;
  const guest = await findGuestAtTill(page, request, 'en');
  await spendAll(page);
  await expect(page.getByLabel(word.field)).toBeFocused();
  await page.getByRole('button', { name: word.send }).focus();
  // Longer than the pause that parts a scan from the keys before it.
  await page.waitForTimeout(300);
  await scan(page, guest.qr);
  await expect(page.getByRole('button', { name: words.en.next })).toBeFocused();
  expect(await salesOf(request, guest)).toMatchObject([{ pointsRedeemed: POINTS, identifiedBy: 'QR' }]);
});

test('fewer points go without a confirmation', async ({ page, request }) => {
  const word = WORDS.en;
  const guest = await findGuestAtTill(page, request, 'en');
  await spendAll(page);
  await page.getByRole('dialog', { name: word.title }).getByRole('button', { name: word.fewer }).click();
  await expect(page.getByRole('dialog')).toBeHidden();
  await expect.poll(() => textOf(page.locator('output[data-current=true]'))).toMatch(/3,750\.00/);
  await primary(page).click();
  await expect(page.getByRole('button', { name: words.en.next })).toBeFocused();
  expect(await salesOf(request, guest)).toMatchObject([{ pointsRedeemed: 1_000, payable: 375_000 }]);
});
