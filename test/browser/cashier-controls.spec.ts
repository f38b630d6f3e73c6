import { expect, type Page, test } from '@playwright/test';
import { randomInt } from 'node:crypto';
import {
  amountField,
  expectNoViolations,
  findByPhone,
  findField,
  historyOf,
  type Language,
  openTill,
  primary,
  registerGuest,
  salesOf,
  textOf,
  tokenOf,
  words,
} from './cashier-till';
import { LOOKS } from './harness/looks';
import { keepPicture } from './harness/pictures';
import { addReward, addSharedCode, expectToFit } from './rewards-desk';

const WORDS = {
  ru: {
    part: 'Часть',
    amount: 'Сумма',
    amountNeeded: 'Введите сумму',
    reasonNeeded: 'Укажите причину',
    expected: 'Итог возврата',
    deducted: /снят/i,
    refund: /^Вернуть · отдать /,
    tooMany: /^Баллы: максимум /,
    tooFew: /^Баллы: минимум /,
    coupon: 'Купон',
    apply: 'Применить',
    rewards: 'Награды',
    forPoints: 'Награда за баллы',
    poor: 'не хватает баллов',
    small: /для чеков от/,
    over: /закончилась \d+ /,
    soon: /с \d+ /,
    yes: 'Да, списать баллы',
    applied: /применена к этому чеку/,
    newGuest: 'Новый гость',
    birthday: 'День рождения',
    consents: 'Согласия',
    personal: /обработку персональных данных/,
    bonus: /^Оформить · \+\d+ балл/,
    joined: /за вступление/,
  },
  en: {
    part: 'Partial',
    amount: 'Amount',
    amountNeeded: 'Enter the amount',
    reasonNeeded: 'Enter a reason',
    expected: 'Refund summary',
    deducted: /deducted/,
    refund: /^Refund · hand back /,
    tooMany: /^Points: maximum /,
    tooFew: /^Points: minimum /,
    coupon: 'Coupon',
    apply: 'Apply',
    rewards: 'Rewards',
    forPoints: 'Redeem a reward',
    poor: 'not enough points',
    small: /for orders from/,
    over: /ended \d+ /,
    soon: /from \d+ /,
    yes: 'Yes, deduct points',
    applied: /applied to this receipt/,
    newGuest: 'New guest',
    birthday: 'Birthday',
    consents: 'Consents',
    personal: /personal data/,
    bonus: /^Register · \+\d+ point/,
    joined: /for joining/,
  },
} as const;

const current = (page: Page) => page.locator('output[data-current=true]');

async function typeAmount(page: Page, language: Language, amount: string): Promise<void> {
  await amountField(page, language).fill(amount);
  await expect(current(page)).toBeVisible();
  await expect(primary(page)).toBeEnabled();
}

for (const { language, colorScheme, width } of LOOKS) {
  const word = WORDS[language];

  test.describe(`in ${language}, ${colorScheme}, at ${String(width)} px`, () => {
    test.use({ viewport: { width, height: 844 }, colorScheme });

    test('a refund says before it is confirmed what is handed back, and what is missing', async ({ page, request }) => {
      const guest = await registerGuest(request);
      await openTill(page, language);
      await findByPhone(page, guest, language);
      await typeAmount(page, language, '1000');
      const receiptNumber = `R-${guest.phone.slice(-7)}`;
      await page.getByLabel(words[language].receiptNumber).fill(receiptNumber);
      await page.keyboard.press('Enter');
      await page.getByRole('button', { name: words[language].next }).click();
      await page.keyboard.press('F8');
      const dialog = page.getByRole('dialog');
      await dialog.getByRole('button', { name: new RegExp(receiptNumber) }).click();
      await dialog.getByText(word.part, { exact: true }).click();
      const button = dialog.locator('button[type=submit]');
      await expect(button).toHaveText(word.amountNeeded);
      await expect(button).toBeDisabled();
      await dialog.getByLabel(word.amount, { exact: true }).fill('2000');
      await expect(dialog.getByLabel(word.amount, { exact: true })).toHaveAttribute('aria-invalid', 'true');
      await expect(button).toBeDisabled();
      await dialog.getByLabel(word.amount, { exact: true }).fill('500');
      const expected = dialog.getByRole('region', { name: word.expected });
      await expect.poll(() => textOf(expected)).toMatch(/475[.,]00/);
      await expect(expected).toContainText(word.deducted);
      await expect(button).toHaveText(word.reasonNeeded);
      await dialog.getByLabel(words[language].reason).fill('cold');
      await expect(button).toHaveText(word.refund);
      await keepPicture(page, `cashier-controls-refund-${String(width)}-${language}-${colorScheme}`);
      await expectNoViolations(page);
      await expectToFit(page, width);
      expect((await historyOf(request, guest)).filter(({ type }) => type === 'REFUND')).toEqual([]);
      await button.click();
      await expect(dialog.getByRole('status').filter({ hasText: word.deducted })).toBeVisible();
      const [refund] = await historyOf(request, guest);
      expect(refund).toMatchObject({ type: 'REFUND', amount: 50_000, payable: 47_500 });
    });

    test('points outside the bounds stay as typed and are explained', async ({ page, request }) => {
      const guest = await registerGuest(request, 9_000);
      await openTill(page, language);
      await findByPhone(page, guest, language);
      await typeAmount(page, language, '1000');
      const field = page.getByRole('textbox', { name: words[language].points });
      await field.fill('9000');
      await expect(primary(page)).toHaveText(word.tooMany);
      await expect(primary(page)).toBeDisabled();
      await expect(field).toHaveValue(/^9.?000$/);
      await expect(field).toHaveAttribute('aria-invalid', 'true');
      await keepPicture(page, `cashier-controls-points-${String(width)}-${language}-${colorScheme}`);
      await expectNoViolations(page);
      await expectToFit(page, width);
      await field.fill('7');
      await expect(primary(page)).toHaveText(word.tooFew);
      await field.blur();
      await expect(field).toHaveValue('7');
      await field.fill('');
      await expect(primary(page)).toBeEnabled();
    });

    test('a new guest gives consents and a birthday, and is told the bonus', async ({ page, request }) => {
      await openTill(page, language);
      const phone = `+7903${String(randomInt(10_000_000)).padStart(7, '0')}`;
      await findField(page).fill(phone);
      await page.getByRole('button', { name: word.newGuest }).click();
      const dialog = page.getByRole('dialog');
      await dialog.getByLabel(words[language].name).fill('Мария');
      await dialog.getByLabel(word.birthday).fill('1990-05-09');
      const consents = dialog.getByRole('group', { name: word.consents });
      await consents.getByRole('checkbox', { name: word.personal }).check();
      await expect(consents).toContainText('2026-01');
      const button = dialog.locator('button[type=submit]');
      await expect.poll(() => textOf(button)).toMatch(word.bonus);
      await keepPicture(page, `cashier-controls-new-guest-${String(width)}-${language}-${colorScheme}`);
      await expectNoViolations(page);
      await expectToFit(page, width);
      await button.click();
      await expect(page.getByRole('status').filter({ hasText: word.joined })).toBeVisible();
      await keepPicture(page, `cashier-controls-joined-${String(width)}-${language}-${colorScheme}`);

      const headers = { authorization: `Bearer ${await tokenOf(request, 'manager@demo.test')}` };
      const search = await request.post('/api/guests/search', { headers, data: { query: phone } });
      const [guest] = ((await search.json()) as { items: { id: string; birthDate: string }[] }).items;
      expect(guest?.birthDate).toBe('1990-05-09');
      const given = await request.get(`/api/guests/${guest?.id ?? ''}/consents`, { headers });
      expect(((await given.json()) as { items: object[] }).items).toMatchObject([
        { kind: 'personal_data', version: '2026-01', given: true, source: 'STAFF' },
      ]);
    });

    test('a reward that does not fit is greyed with its reason; one that does applies at once', async ({
      page,
      request,
    }) => {
      const dear = await addReward(request, { cost: 900_000 });
      const big = await addReward(request, { minimumOrder: 500_000 });
      const inDays = (count: number) => new Date(Date.now() + count * 86_400_000).toISOString();
      const over = await addReward(request, { validUntil: inDays(-3) });
      const soon = await addReward(request, { validFrom: inDays(3) });
      const fits = await addReward(request);
      const guest = await registerGuest(request, 900);
      await openTill(page, language);
      await findByPhone(page, guest, language);
      await typeAmount(page, language, '1550');
      const before = await textOf(current(page));
      const rewards = page.getByRole('region', { name: word.rewards });
      await rewards.getByRole('button', { name: word.forPoints }).click();
      const dialog = page.getByRole('dialog');
      const poor = dialog.getByRole('button', { name: dear.name[language] });
      await expect(poor).toBeDisabled();
      await expect(poor).toContainText(word.poor);
      await expect(dialog.getByRole('button', { name: big.name[language] })).toContainText(word.small);
      for (const [reward, dated] of [[over, word.over] as const, [soon, word.soon] as const]) {
        const greyed = dialog.getByRole('button', { name: reward.name[language] });
        await expect(greyed).toBeDisabled();
        await expect(greyed).toContainText(dated);
      }
      await keepPicture(page, `cashier-controls-rewards-${String(width)}-${language}-${colorScheme}`);
      await expectNoViolations(page);
      await dialog.getByRole('button', { name: fits.name[language] }).click();
      await page.getByRole('button', { name: word.yes }).click();
      await expect(rewards.getByRole('status')).toHaveText(word.applied);
      await expect.poll(() => textOf(page.locator('output'))).not.toBe(before);
      await expect(primary(page)).toBeEnabled();
      await primary(page).click();
      await expect.poll(() => salesOf(request, guest)).toHaveLength(1);
      expect(await salesOf(request, guest)).toMatchObject([{ rewards: [{ redemptionItemId: fits.id }] }]);
    });
  });
}

test('clearing the guest clears quote, coupon and points', async ({ page, request }) => {
  const word = WORDS.en;
  const code = `CLEAR${String(Date.now() % 1_000_000)}`;
  const gift = await addReward(request, { cost: 0 });
  await addSharedCode(request, gift.id, code);
  const guest = await registerGuest(request, 9_000);
  await openTill(page, 'en');
  await findByPhone(page, guest, 'en');
  await typeAmount(page, 'en', '1550');
  const before = await textOf(current(page));
  const rewards = page.getByRole('region', { name: word.rewards });
  await rewards.getByRole('textbox', { name: word.coupon }).fill(code);
  await rewards.getByRole('button', { name: word.apply }).click();
  await expect(rewards.getByRole('button', { name: `Remove coupon ${code}` })).toBeVisible();
  await rewards.getByRole('textbox', { name: word.coupon }).fill('LEFT-TYPED');
  const field = page.getByRole('textbox', { name: words.en.points });
  await field.fill('500');
  await expect.poll(() => textOf(current(page))).not.toBe(before);
  await page.getByRole('button', { name: 'Clear guest (Esc)' }).click();
  await expect(findField(page)).toBeFocused();
  await expect(rewards).toBeHidden();
  await expect(page.locator('output')).toHaveText('₽1,550.00');
  await findByPhone(page, guest, 'en');
  await expect.poll(() => textOf(current(page))).toBe(before);
  await expect(field).toHaveValue('0');
  await expect(rewards.getByRole('textbox', { name: word.coupon })).toHaveValue('');
  await expect(rewards.getByRole('button', { name: /^Remove coupon/ })).toHaveCount(0);
});
