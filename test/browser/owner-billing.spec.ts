import { expect, test } from '@playwright/test';
import { randomInt, randomUUID } from 'node:crypto';
import { ownerWords } from './admin-words';
import { expectNoViolations, tokenOf } from './cashier-till';
import { type Colleague, signInTo } from './console-desk';
import { LOOKS } from './harness/looks';
import { keepPicture } from './harness/pictures';
import { expectToFit, navigation } from './rewards-desk';

const OWNER: Colleague = { email: 'owner@demo.test', password: 'loyalty-demo' };
const SELLER = {
  name: 'ООО «Платформа»',
  taxId: '7701234567',
  address: 'Москва, Тверская ул., 1',
  account: '40702810000000000001',
  bic: '044525225',
  bank: 'Банк',
  timeZone: 'Europe/Moscow',
  vatRates: [{ from: '2026-01-01', ratePpm: 200_000 }],
};

for (const { language, colorScheme, width } of LOOKS) {
  const t = ownerWords(language);

  test.describe(`in ${language}, ${colorScheme}, at ${String(width)} px`, () => {
    test.use({ viewport: { width, height: 900 }, colorScheme });

    test('an owner gives a network a plan, marks its invoice as paid, and sees the revenue', async ({
      page,
      request,
    }) => {
      const headers = {
        authorization: `Bearer ${await tokenOf(request, OWNER.email)}`,
        'idempotency-key': randomUUID(),
      };
      const seller = await request.put('/api/billing/seller', { headers, data: SELLER });
      expect(seller.ok(), await seller.text()).toBe(true);
      const name = `Trattoria ${String(randomInt(1_000_000_000))}`;
      const opened = await request.post('/api/networks', {
        headers: { ...headers, 'idempotency-key': randomUUID() },
        data: {
          code: `n${randomUUID().slice(0, 13)}`,
          name,
          currency: 'RUB',
          timeZone: 'Europe/Moscow',
          country: 'RU',
          language: 'ru',
          preset: 'hybrid-5',
          manager: { email: `m-${String(randomInt(1_000_000_000))}@demo.test`, name: 'Anna' },
        },
      });
      const { id } = (await opened.json()) as { id: string };

      await signInTo(page, OWNER, language, `/owner/networks/${id}`);
      await page.getByRole('button', { name: t('billing.begin') }).click();
      const dialog = page.getByRole('dialog');
      await dialog.getByLabel(t('billing.plan')).selectOption('PRO');
      await dialog.getByLabel(t('billing.trialDays')).fill('0');
      await dialog.getByLabel(t('billing.payer')).fill('ООО «Хинкальная»');
      await expectNoViolations(page);
      await dialog.getByRole('button', { name: t('billing.begin') }).click();
      await expect(dialog).toBeHidden();
      await expect(page.getByText('PRO', { exact: true })).toBeVisible();

      await navigation(page, t('nav.billing')).click();
      await expect(page.getByRole('heading', { level: 1, name: t('billing.title') })).toBeVisible();
      await keepPicture(page, `owner-billing-${String(width)}-${language}`);
      await expectNoViolations(page);
      await expectToFit(page, width);
      await navigation(page, t('billing.subscriptions')).click();
      await expect(page.getByRole('row', { name: new RegExp(name) })).toBeVisible();
      await expectNoViolations(page);
      await expectToFit(page, width);
      await page
        .getByRole('row', { name: new RegExp(name) })
        .getByRole('link')
        .last()
        .click();
      await page.getByRole('link', { name: /^\d{4}-\d{6}$/ }).click();
      await expect(page.getByRole('heading', { level: 1, name: /\d{4}-\d{6}/ })).toBeVisible();
      await keepPicture(page, `owner-invoice-${String(width)}-${language}`);
      await expectNoViolations(page);
      await expectToFit(page, width);
      const download = page.waitForEvent('download');
      await page.getByRole('button', { name: t('billing.pdf.ru') }).click();
      expect((await download).suggestedFilename()).toMatch(/\.pdf$/);
      await page.getByRole('button', { name: t('billing.markPaid') }).click();
      await dialog.getByRole('button', { name: t('billing.markPaid') }).click();
      await expect(dialog).toBeHidden();
      await expect(page.getByText(t('billing.statuses.PAID'), { exact: true }).first()).toBeVisible();
      await expect(page.getByRole('button', { name: t('billing.markPaid') })).toHaveCount(0);

      await page.getByRole('button', { name: t('billing.refund') }).click();
      await dialog.getByLabel(t('billing.refundAmount')).fill('1000');
      await dialog.getByLabel(t('state.reason')).fill('Moved away');
      await expectNoViolations(page);
      await dialog.getByRole('button', { name: t('billing.refund') }).click();
      await expect(dialog).toBeHidden();
      await expect(page.getByRole('heading', { name: t('billing.refunds') })).toBeVisible();
      await keepPicture(page, `owner-refund-${String(width)}-${language}`);
      await expectNoViolations(page);
      await expectToFit(page, width);
    });
  });
}
