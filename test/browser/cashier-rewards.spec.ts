import { expect, test } from '@playwright/test';
import {
  expectNoViolations,
  findByPhone,
  openTill,
  primary,
  registerGuest,
  salesOf,
  textOf,
  tokenOf,
} from './cashier-till';
import { LOOKS } from './harness/looks';
import { keepPicture } from './harness/pictures';
import { addReward, addSharedCode, expectToFit } from './rewards-desk';

const WORDS = {
  ru: {
    rewards: 'Награды',
    coupon: 'Купон',
    unknown: 'Купон не найден',
    forPoints: 'Награда за баллы',
    yes: 'Да, списать баллы',
    used: /в чеке$/,
    address: 'Адрес доставки',
    short: /Укажите адрес полностью/,
    sent: 'Записано. Сотрудники отправят по адресу.',
    handed: 'Записано. Сотрудники подготовят и вручат.',
  },
  en: {
    rewards: 'Rewards',
    coupon: 'Coupon',
    unknown: 'Coupon not found',
    forPoints: 'Redeem a reward',
    yes: 'Yes, deduct points',
    used: /applied$/,
    address: 'Delivery address',
    short: /Enter the address in full/,
    sent: 'Recorded. Staff send it to the address.',
    handed: 'Recorded. Staff prepare it and hand it over.',
  },
} as const;

for (const { language, colorScheme, width } of LOOKS) {
  const word = WORDS[language];

  test.describe(`in ${language}, ${colorScheme}, at ${width} px`, () => {
    test.use({ viewport: { width, height: 900 }, colorScheme });

    test('a coupon and a reward for points come off the receipt', async ({ page, request }) => {
      const code = `TEST${String(width)}${String(Date.now() % 100_000)}`;
      const gift = await addReward(request, { cost: 0 });
      await addSharedCode(request, gift.id, code);
      const bought = await addReward(request);
      const guest = await registerGuest(request, 900);
      await openTill(page, language);
      await findByPhone(page, guest, language);
      await page.keyboard.type('1550', { delay: 60 });
      const rewards = page.getByRole('region', { name: word.rewards });
      await expect(page.locator('output[data-current=true]')).toBeVisible();
      const before = await textOf(page.locator('output'));

      await rewards.getByRole('textbox', { name: word.coupon }).fill('NOT-A-CODE');
      await page.keyboard.press('Enter');
      await expect(rewards.getByRole('alert')).toContainText(word.unknown);
      await expect(rewards.getByRole('textbox', { name: word.coupon })).toHaveValue('NOT-A-CODE');
      expect(await textOf(page.locator('output[data-current=true]'))).toBe(before);
      await expect(primary(page)).toBeEnabled();
      await rewards.getByRole('textbox', { name: word.coupon }).fill(code);
      await page.keyboard.press('Enter');
      await expect(page.locator('output')).not.toHaveText(before);

      await rewards.getByRole('button', { name: word.forPoints }).click();
      await page.getByRole('dialog').getByRole('button', { name: bought.name[language] }).click();
      await expect(page.getByRole('dialog')).toContainText('200');
      await keepPicture(page, `cashier-rewards-1-question-${width}-${language}-${colorScheme}`);
      await expectNoViolations(page);
      await page.getByRole('button', { name: word.yes }).click();
      // The coupon applies to this receipt without another press.
      await expect(rewards.getByRole('button', { name: word.used })).toBeVisible();
      await expect(page.locator('output[data-current=true]')).toBeVisible();
      await keepPicture(page, `cashier-rewards-2-quote-${width}-${language}-${colorScheme}`);
      await expectNoViolations(page);
      await expectToFit(page, width);

      await primary(page).click();
      await expect.poll(() => salesOf(request, guest)).toHaveLength(1);
      const [sale] = await salesOf(request, guest);
      const used = (sale as unknown as { rewards: { redemptionItemId: string }[] }).rewards;
      expect(used.map(({ redemptionItemId }) => redemptionItemId).sort()).toEqual([bought.id, gift.id].sort());
    });

    test('a reward is sent to the address that the cashier enters, and handed over without one', async ({
      page,
      request,
    }) => {
      const parcel = await addReward(request, { kind: 'PRODUCT', gift: null, shippingRequired: true });
      const guest = await registerGuest(request, 900);
      await openTill(page, language);
      await findByPhone(page, guest, language);
      await page.keyboard.type('1550', { delay: 60 });
      const rewards = page.getByRole('region', { name: word.rewards });
      const chooseParcel = async () => {
        await rewards.getByRole('button', { name: word.forPoints }).click();
        await page.getByRole('dialog').getByRole('button', { name: parcel.name[language] }).click();
      };
      await chooseParcel();
      const address = page.getByRole('dialog').getByLabel(word.address);
      await expect(address).toBeFocused();
      await page.keyboard.type('Lane');
      await page.keyboard.press('Tab');
      await expect(page.getByRole('button', { name: word.yes })).toBeFocused();
      await page.keyboard.press('Enter');
      await expect(address).toHaveAccessibleDescription(word.short);
      await expect(address).toBeFocused();
      await keepPicture(page, `cashier-rewards-3-address-${width}-${language}-${colorScheme}`);
      await expectNoViolations(page);
      await expectToFit(page, width);
      await page.keyboard.press('End');
      await page.keyboard.type(' 1');
      await page.keyboard.press('Enter');
      await page.keyboard.type('Kazan');
      await page.keyboard.press('Tab');
      await page.keyboard.press('Enter');
      await expect(rewards.getByText(word.sent)).toBeVisible();

      await chooseParcel();
      await page.getByRole('button', { name: word.yes }).click();
      await expect(rewards.getByText(word.handed)).toBeVisible();
      const headers = { authorization: `Bearer ${await tokenOf(request, 'manager@demo.test')}` };
      const taken = await request.get(`/api/guests/${guest.id}/redemptions`, { headers });
      const { items } = (await taken.json()) as { items: { shippingAddress: string | null }[] };
      expect(items.map(({ shippingAddress }) => shippingAddress)).toEqual([null, 'Lane 1\nKazan']);
    });
  });
}

test('a reward whose answer was lost is taken once: neither another address nor another reward makes it two', async ({
  page,
  request,
}) => {
  const word = WORDS.en;
  const parcel = await addReward(request, { kind: 'PRODUCT', gift: null, shippingRequired: true });
  const other = await addReward(request, { kind: 'PRODUCT', gift: null });
  const guest = await registerGuest(request, 900);
  await openTill(page, 'en');
  await findByPhone(page, guest, 'en');
  await page.keyboard.type('1550', { delay: 60 });
  const rewards = page.getByRole('region', { name: word.rewards });
  const dialog = page.getByRole('dialog');
  const choose = async ({ name }: { readonly name: { readonly en: string } }) => {
    await rewards.getByRole('button', { name: word.forPoints }).click();
    await dialog.getByRole('button', { name: name.en }).click();
  };
  await choose(parcel);
  const address = dialog.getByLabel(word.address);
  await address.fill('Lane 1, Kazan');
  await page.route(
    `**/api/guests/${guest.id}/transaction`,
    async (route) => {
      expect((await route.fetch()).status()).toBe(201);
      await route.abort();
    },
    { times: 1 },
  );
  await dialog.getByRole('button', { name: word.yes }).click();
  await expect(dialog.getByRole('alert')).toBeVisible();
  await expect(address).toBeDisabled();
  await page.keyboard.press('Escape');
  await expect(dialog).toHaveCount(0);
  await choose(other);
  await dialog.getByRole('button', { name: word.yes }).click();
  await expect(rewards.getByText(word.handed)).toBeVisible();
  await choose(parcel);
  await expect(address).toHaveValue('Lane 1, Kazan');
  await expect(address).toBeDisabled();
  await dialog.getByRole('button', { name: word.yes }).click();
  await expect(rewards.getByText(word.sent)).toBeVisible();
  const headers = { authorization: `Bearer ${await tokenOf(request, 'manager@demo.test')}` };
  const taken = await request.get(`/api/guests/${guest.id}/redemptions`, { headers });
  const { items } = (await taken.json()) as { items: { shippingAddress: string | null }[] };
  expect(items.map(({ shippingAddress }) => shippingAddress)).toEqual([null, 'Lane 1, Kazan']);
});
