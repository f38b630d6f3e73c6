import { type APIRequestContext, expect, type Page, test } from '@playwright/test';
import { randomUUID } from 'node:crypto';
import { expectNoViolations, tokenOf } from './cashier-till';
import { goTo, signInTo } from './console-desk';
import { openFreshNetwork } from './fresh-network';
import { LOOKS } from './harness/looks';
import { keepPicture } from './harness/pictures';
import { MANAGER } from './other-network';
import { expectToFit } from './rewards-desk';

const WORDS = {
  ru: {
    title: 'Тариф',
    choose: 'Выбрать ULTIMA',
    now: 'К оплате сейчас, с НДС',
    confirm: /^Перейти и получить счёт на/,
    download: /^Скачать счёт/,
    act: /^Скачать акт к документу/,
    keep: 'Оставить как есть',
    ended: /^Тариф закончился/,
    again: 'Выбрать STANDARD',
    begins: /^Тариф начнётся сегодня/,
    current: 'Ваш тариф',
  },
  en: {
    title: 'Plan',
    choose: 'Choose ULTIMA',
    now: 'To pay now, VAT included',
    confirm: /^Change and get an invoice for/,
    download: /^Download invoice/,
    act: /^Download the act of/,
    keep: 'Keep the plan',
    ended: /^The plan ended on/,
    again: 'Choose STANDARD',
    begins: /^The plan begins today/,
    current: 'Your plan',
  },
} as const;

const UNLIMITED = { limits: { restaurants: null, guests: null }, support: 'PRIORITY', price: 100 };
const FEATURES = ['BASIC', 'POS_SYNC', 'MARKETING', 'API'];

/** The second network of the demo has a plan without limits, because other tests use it at the same time. */
async function givePlan(request: APIRequestContext): Promise<void> {
  const owner = { authorization: `Bearer ${await tokenOf(request, 'owner@demo.test')}` };
  const manager = { authorization: `Bearer ${await tokenOf(request, MANAGER.email)}` };
  const seller = await request.put('/api/billing/seller', {
    headers: owner,
    data: {
      name: 'ООО «Лояльность»',
      taxId: '7701234560',
      address: 'Москва',
      account: '40702810200000000001',
      bank: 'Банк',
      bic: '044525225',
      timeZone: 'Europe/Moscow',
      vatRates: [{ from: '2019-01-01', ratePpm: 200_000 }],
    },
  });
  expect(seller.status()).toBe(200);
  const me = (await (await request.get('/api/auth/me', { headers: manager })).json()) as { network: { id: string } };
  const given = await request.post(`/api/networks/${me.network.id}/subscription`, {
    headers: { ...owner, 'idempotency-key': randomUUID() },
    data: {
      planCode: 'CUSTOM',
      custom: { ...UNLIMITED, features: FEATURES },
      payer: { name: 'ООО «Хинкальная»', taxId: '7801234564', address: null },
    },
  });
  expect([201, 409]).toContain(given.status());
}

test.beforeAll(({ request }) => givePlan(request));

for (const { language, colorScheme, width } of LOOKS) {
  const word = WORDS[language];
  test.describe(`in ${language}, ${colorScheme}, at ${String(width)} px`, () => {
    test.use({ viewport: { width, height: 900 }, colorScheme });

    test('the plan shows its use, and the price of another one before it is chosen', async ({ page }) => {
      await signInTo(page, MANAGER, language);
      await goTo(page, word.title);
      await expect(page.getByRole('heading', { name: word.title, level: 1 })).toBeVisible();
      await expect(page.getByRole('button', { name: word.download }).first()).toBeVisible();
      await keepPicture(page, `plan-${String(width)}-${language}-${colorScheme}`);
      await expectNoViolations(page);
      await expectToFit(page, width);
      await preview(page, word.choose);
      await expect(page.getByText(word.now)).toBeVisible();
      await expect(page.getByRole('button', { name: word.confirm })).toBeEnabled();
      await keepPicture(page, `plan-change-${String(width)}-${language}-${colorScheme}`);
      await expectNoViolations(page);
      // The button that cancels has the focus.
      await expect(page.getByRole('button', { name: word.keep })).toBeFocused();
      await page.keyboard.press('Enter');
      await expect(page.getByRole('dialog')).toBeHidden();
      const [file] = await Promise.all([
        page.waitForEvent('download'),
        page.getByRole('button', { name: word.download }).first().click(),
      ]);
      expect(file.suggestedFilename()).toMatch(/^invoice-\d{4}-\d{6}\.pdf$/);
      // The newest invoice is for days that are still to come, so it has no act yet.
      const newest = page.getByRole('row').filter({ has: page.getByRole('button', { name: word.download }) });
      await expect(newest.first().getByRole('button', { name: word.act })).toHaveCount(0);
      await expectToFit(page, width);
    });

    test('a plan that has ended is begun again by the manager, with an invoice', async ({ page, request }) => {
      const network = await openFreshNetwork(request, language, 'Harbour');
      const payer = { name: network.name, taxId: null, address: null };
      await network.asOwner(`/api/networks/${network.id}/subscription`, { planCode: 'STANDARD', payer });
      // Closing the network ends its plan; then the network is opened again.
      const closed = { state: 'CLOSED', reason: 'Moved away', confirmName: network.name };
      await network.asOwner(`/api/networks/${network.id}/state`, closed);
      await network.asOwner(`/api/networks/${network.id}/state`, { state: 'ACTIVE', reason: 'Came back' });

      await signInTo(page, network.manager, language, '/admin/plan');
      await expect(page.getByText(word.ended)).toBeVisible();
      await expect(page.getByText(word.current, { exact: true })).toHaveCount(0);
      await expect(page.getByRole('button', { name: word.download })).toHaveCount(1);
      await keepPicture(page, `plan-ended-${String(width)}-${language}-${colorScheme}`);
      await expectNoViolations(page);
      for (const between of [390, 1024, 1280, 1440, width]) {
        await page.setViewportSize({ width: between, height: 900 });
        await expectToFit(page, between);
      }
      await preview(page, word.again);
      await expect(page.getByRole('dialog').getByText(word.begins)).toBeVisible();
      await expectNoViolations(page);
      await page.getByRole('button', { name: word.confirm }).click();
      await expect(page.getByRole('dialog')).toBeHidden();
      await expect(page.getByText(word.ended)).toHaveCount(0);
      await expect(page.getByRole('row').filter({ hasText: 'STANDARD' }).getByText(word.current)).toBeVisible();
      await expect(page.getByRole('button', { name: word.download })).toHaveCount(2);
      await page.reload();
      await expect(page.getByText(word.current, { exact: true })).toBeVisible();
    });
  });
}

test('an invoice is paid on the page of the provider, with the state of the payment on the way back', async ({
  page,
}) => {
  await page.setViewportSize({ width: 390, height: 900 });
  await signInTo(page, MANAGER, 'en');
  await goTo(page, WORDS.en.title);
  await page.getByRole('button', { name: /^Pay online: invoice \S+$/ }).click();
  await page.getByRole('button', { name: 'Pay', exact: true }).click();
  const back = new URL((await page.getByRole('link', { name: 'Back to the shop' }).getAttribute('href')) ?? '');
  await page.goto(`${back.pathname}${back.search}`);
  await expect(page.getByText(/^The payment of .* has arrived\.$/)).toBeVisible();
  await expect(page.getByRole('button', { name: /^Pay online: invoice/ })).toHaveCount(0);
  await keepPicture(page, 'plan-paid-390-en');
  await expectNoViolations(page);
  await expectToFit(page, 390);
});

async function preview(page: Page, choose: string): Promise<void> {
  await page.getByRole('button', { name: choose }).click();
  await expect(page.getByRole('dialog')).toBeVisible();
}
