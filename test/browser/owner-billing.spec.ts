import { expect, type Page, test } from '@playwright/test';
import { randomInt, randomUUID } from 'node:crypto';
import { ownerWords } from './admin-words';
import { expectNoViolations, tokenOf } from './cashier-till';
import { type Colleague, signInTo } from './console-desk';
import { DESK_LOOKS } from './harness/looks';
import { keepPicture } from './harness/pictures';
import { expectToFit, navigation } from './rewards-desk';

const OWNER: Colleague = { email: 'owner@demo.test', password: 'loyalty-demo' };
const SELLER = {
  name: 'ООО «Платформа»',
  taxId: '7701234560',
  address: 'Москва, Тверская ул., 1',
  account: '40702810200000000001',
  bic: '044525225',
  bank: 'Банк',
  kpp: '770101001',
  correspondentAccount: '30101810400000000225',
  timeZone: 'Europe/Moscow',
  vatRates: [{ from: '2026-01-01', ratePpm: 200_000 }],
};

for (const { language, colorScheme, width } of DESK_LOOKS) {
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
      // The dialog warns of a plan that is too small for the network before the plan is set.
      await page.route('**/subscription/preview', async (route) => {
        const response = await route.fetch();
        const effect = (await response.json()) as object;
        const over = { usage: { restaurants: 1, guests: 14_000 }, over: ['guests'] };
        await route.fulfill({ response, json: { ...effect, ...over } });
      });
      await page.getByRole('button', { name: t('billing.begin') }).click();
      const dialog = page.getByRole('dialog');
      await expect(dialog.getByRole('status')).toContainText(t('plans.feature.MARKETING'));
      await expect(dialog.getByRole('status')).toContainText(t('billing.over'));
      await expect(dialog.getByRole('status')).toContainText(/14\D000.* 1\D000\./);
      await expectNoViolations(page);
      await keepPicture(page, `owner-plan-too-small-${String(width)}-${language}`);
      await page.unroute('**/subscription/preview');
      await dialog.getByLabel(t('billing.plan')).selectOption('PRO');
      await dialog.getByLabel(t('billing.trialDays')).fill('0');
      await dialog.getByLabel(t('billing.payer')).fill('ООО «Хинкальная»');
      await dialog.getByLabel(t('billing.taxId')).fill('7801234567');
      await dialog.getByRole('button', { name: t('billing.begin') }).click();
      await expect(dialog.getByLabel(t('billing.taxId'))).toHaveAttribute('aria-invalid', 'true');
      await dialog.getByLabel(t('billing.taxId')).fill('7801234564');
      await dialog.getByLabel(t('billing.kpp')).fill('780101001');
      await expectNoViolations(page);
      await dialog.getByRole('button', { name: t('billing.begin') }).click();
      await expect(dialog).toBeHidden();
      await expect(page.getByText('PRO', { exact: true })).toBeVisible();

      await navigation(page, t('nav.billing')).click();
      await expect(page.getByRole('heading', { level: 1, name: t('billing.title') })).toBeVisible();
      await keepPicture(page, `owner-billing-${String(width)}-${language}`);
      await expectNoViolations(page);
      await expectToFit(page, width);
      await expectCohorts(page, t);
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
      const link = page.getByRole('link', { name: /^\d{4}-\d{6}$/ });
      const printed = String(await link.textContent());
      await page.goto('/owner/billing/invoices');
      const number = page.getByLabel(t('billing.number'), { exact: true });
      await number.fill('none');
      await expect(page.getByText(t('billing.numberWrong'))).toBeVisible();
      await number.fill(`№ ${printed}`);
      await expect(page.getByRole('row')).toHaveCount(2);
      await expectNoViolations(page);
      await expectToFit(page, width);
      await page.getByRole('link', { name: printed, exact: true }).click();
      await expect(page.getByRole('heading', { level: 1, name: /\d{4}-\d{6}/ })).toBeVisible();
      await keepPicture(page, `owner-invoice-${String(width)}-${language}`);
      await expectNoViolations(page);
      await expectToFit(page, width);
      const download = page.waitForEvent('download');
      await page.getByRole('button', { name: t('billing.pdf.ru') }).click();
      expect((await download).suggestedFilename()).toMatch(/\.pdf$/);
      // The days of the invoice are still to come, so the page says from which day the act can be downloaded.
      await expect(page.getByText(ACT_FROM[language])).toBeVisible();
      await expect(page.getByRole('button', { name: t('billing.act.ru') })).toHaveCount(0);
      await expectToFit(page, width);
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

      // The cancellation of a plan can be undone until the plan ends.
      await page.goto(`/owner/networks/${id}`);
      await page.getByRole('button', { name: t('billing.endPlan') }).click();
      await dialog.getByRole('button', { name: t('billing.endPlan') }).click();
      await expect(dialog).toBeHidden();
      await page.getByRole('button', { name: t('billing.change') }).click();
      await dialog.getByLabel(t('billing.plan')).selectOption('FREE');
      await expect(dialog.getByRole('status')).toContainText(t('plans.feature.MARKETING'));
      await dialog.getByLabel(t('billing.plan')).selectOption('PRO');
      await dialog.getByRole('button', { name: t('billing.change') }).click();
      await expect(dialog).toBeHidden();
      await expect(page.getByRole('button', { name: t('billing.endPlan') })).toBeVisible();
    });

    test('an owner imports a statement and decides on the payment that names no invoice', async ({ page, request }) => {
      const headers = { authorization: `Bearer ${await tokenOf(request, OWNER.email)}` };
      const send = async (path: string, data: object) => {
        const answer = await request.post(path, { headers: { ...headers, 'idempotency-key': randomUUID() }, data });
        expect(answer.ok(), await answer.text()).toBe(true);
        return (await answer.json()) as { id: string };
      };
      expect((await request.put('/api/billing/seller', { headers, data: SELLER })).ok()).toBe(true);
      const name = `Osteria ${String(randomInt(1_000_000_000))}`;
      const { id } = await send('/api/networks', {
        code: `n${randomUUID().slice(0, 13)}`,
        name,
        currency: 'RUB',
        timeZone: 'Europe/Moscow',
        country: 'RU',
        language: 'ru',
        preset: 'hybrid-5',
        manager: { email: `m-${String(randomInt(1_000_000_000))}@demo.test`, name: 'Anna' },
      });
      await send(`/api/networks/${id}/subscription`, {
        planCode: 'STANDARD',
        payer: { name, taxId: null, address: null },
      });

      await signInTo(page, OWNER, language, '/owner/billing/statements');
      const file = page.locator('input[type="file"]');
      await page.getByRole('button', { name: t('statements.submit'), exact: true }).click();
      await expect(page.getByText(t('statements.fileNeeded'))).toBeVisible();
      await file.setInputFiles({ name: 'notes.txt', mimeType: 'text/plain', buffer: Buffer.from('no statement') });
      await page.getByRole('button', { name: t('statements.submit'), exact: true }).click();
      await expect(page.getByRole('alert')).toBeVisible();
      const purpose = `Services ${randomUUID()}`;
      await file.setInputFiles(statementOf([purpose]));
      await page.getByRole('button', { name: t('statements.submit'), exact: true }).click();
      const row = page.getByRole('row').filter({ hasText: purpose });
      await expect(row).toBeVisible();
      await expectNoViolations(page);
      await expectToFit(page, width);
      await keepPicture(page, `owner-statements-${String(width)}-${language}`);

      const dialog = page.getByRole('dialog');
      await row.getByRole('button').click();
      await expect(dialog.getByText(t('statements.doubts.NO_NUMBER'))).toBeVisible();
      await expect(dialog.getByRole('radio', { checked: true })).toHaveCount(0);
      await dialog.getByRole('button', { name: t('statements.save') }).click();
      await expect(dialog.getByText(t('statements.decisionNeeded'))).toBeVisible();
      await dialog.getByRole('radio', { name: t('statements.decisions.PAYS') }).check();
      await dialog.getByRole('button', { name: t('statements.save') }).click();
      await expect(dialog.getByText(t('statements.invoiceNeeded'))).toBeVisible();
      const invoice = dialog.getByRole('combobox', { name: t('statements.invoice') });
      await invoice.fill(name);
      await page.getByRole('option', { name: new RegExp(name) }).click();
      await expectNoViolations(page);
      await dialog.getByRole('button', { name: t('statements.save') }).click();
      await expect(dialog).toBeHidden();
      await expect(row).toBeHidden();
      await page.getByLabel(t('billing.state'), { exact: true }).selectOption('MATCHED');
      await expect(row).toBeVisible();

      // The same payment in another file changes nothing.
      await file.setInputFiles(statementOf([purpose]));
      await page.getByRole('button', { name: t('statements.submit'), exact: true }).click();
      await expect(page.getByText(KNOWN_ALREADY[language])).toBeVisible();
      await expect(row).toHaveCount(1);
    });

    test('a large statement is read while the owner looks at other pages', async ({ page, request }) => {
      const headers = { authorization: `Bearer ${await tokenOf(request, OWNER.email)}` };
      expect((await request.put('/api/billing/seller', { headers, data: SELLER })).ok()).toBe(true);
      await signInTo(page, OWNER, language, '/owner/billing/statements');
      const purposes = Array.from({ length: MANY_PAYMENTS }, () => `Rent ${randomUUID()}`);
      await page.locator('input[type="file"]').setInputFiles(statementOf(purposes, '15.01.2020'));
      await page.getByRole('button', { name: t('statements.submit'), exact: true }).click();
      await expect(page.getByRole('progressbar', { name: t('statements.progress') })).toBeVisible();
      await expect(page.getByText(t('statements.goesOn'))).toBeVisible();
      await keepPicture(page, `owner-statements-reading-${String(width)}-${language}`);
      await expectNoViolations(page);
      await page.goto('/owner/billing/invoices');
      await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
      await page.goto('/owner/billing/statements');
      await expect(page.getByText(ALL_READ[language])).toBeVisible();
      await expect(page.getByRole('progressbar')).toHaveCount(0);
      await expectToFit(page, width);
    });

    test('an owner changes the seller and adds a version of a plan', async ({ page, request }) => {
      const headers = { authorization: `Bearer ${await tokenOf(request, OWNER.email)}` };
      expect((await request.put('/api/billing/seller', { headers, data: SELLER })).ok()).toBe(true);
      await signInTo(page, OWNER, language, '/owner/billing/seller');
      const bank = page.getByLabel(t('seller.fields.bank'), { exact: true });
      await bank.fill('');
      await page.getByRole('button', { name: t('seller.save'), exact: true }).click();
      await expect(page.getByText(t('form.needed'))).toBeVisible();
      await bank.fill(SELLER.bank);
      await page.getByRole('button', { name: t('seller.add') }).click();
      await page.getByLabel(t('seller.from')).last().fill('2028-01-01');
      await page.getByLabel(t('seller.percent')).last().fill('22');
      await expectNoViolations(page);
      await expectToFit(page, width);
      await keepPicture(page, `owner-seller-${String(width)}-${language}`);
      await page.getByRole('button', { name: t('seller.save'), exact: true }).click();
      await expect(page.getByText(t('seller.saved'))).toBeVisible();
      const { seller } = (await (await request.get('/api/billing/seller', { headers })).json()) as {
        seller: typeof SELLER;
      };
      expect(seller.vatRates).toEqual([...SELLER.vatRates, { from: '2028-01-01', ratePpm: 220_000 }]);
      await page.goto('/owner/audit?action=seller.changed');
      const rates = page.getByText(new RegExp(`^${t('audit.field.vatRates')}: `));
      await expect(rates.filter({ hasText: /22\s?% .*2028/, visible: true }).first()).toBeVisible();
      expect((await rates.allTextContents()).join()).not.toContain('{');
      await page.goto('/owner/billing/seller');

      await navigation(page, t('plans.title')).click();
      const panel = page.getByRole('region', { name: 'ULTIMA', exact: true });
      await expectNoViolations(page);
      await expectToFit(page, width);
      await keepPicture(page, `owner-plans-${String(width)}-${language}`);
      const rows = panel.getByRole('row');
      const before = await rows.count();
      await panel.getByRole('button').click();
      const dialog = page.getByRole('dialog');
      await dialog.getByLabel(t('plans.from')).fill('2099-01-01');
      await dialog.getByLabel(t('plans.guests')).fill('');
      await dialog.getByLabel(t('plans.existing')).fill('2098-12-31');
      await dialog.getByRole('button', { name: t('plans.create') }).click();
      await expect(dialog.getByText(t('plans.existingEarly'))).toBeVisible();
      await dialog.getByLabel(t('plans.existing')).fill('2099-02-01');
      await expectNoViolations(page);
      await dialog.getByRole('button', { name: t('plans.create') }).click();
      await expect(dialog).toBeHidden();
      await expect(rows).toHaveCount(before + 1);
    });
  });
}

const ACT_FROM = { ru: /^Акт можно скачать с .*\d{4}/, en: /^The act is there from .*\d{4}/ };

const KNOWN_ALREADY = { ru: /уже был в прежнем файле/, en: /came with an earlier file/ };

/** No month of these tests is over, so the figures are as the server made them but for the cohorts. */
async function expectCohorts(page: Page, t: (key: string) => string): Promise<void> {
  const metrics = '**/api/platform/metrics?*';
  await page.route(metrics, async (route) => {
    const response = await route.fetch();
    const cohorts = [
      { month: '2026-09', customers: 3, retained: [3, 2] },
      { month: '2026-10', customers: 1, retained: [1] },
    ];
    await route.fulfill({ response, json: { ...((await response.json()) as object), cohorts } });
  });
  await page.reload();
  const rows = page.getByRole('region', { name: t('billing.cohortsTable') }).getByRole('row');
  await expect(rows.nth(1)).toContainText(/3 \(100\s?%\)2 \(66[.,]7\s?%\)$/);
  await expect(rows.nth(2)).toContainText(/1 \(100\s?%\)$/);
  await expectNoViolations(page);
  await page.unroute(metrics);
}

/** Enough payments that reading them takes some seconds. */
const MANY_PAYMENTS = 2_000;
const ALL_READ = { ru: /^2\s000 платежей в файле/, en: /^2,000 payments in the file/ };
const today = (): string => new Date().toISOString().slice(0, 'yyyy-mm-dd'.length).split('-').reverse().join('.');

/** A file of the bank with payments of a day. */
function statementOf(purposes: readonly string[], day = today()): { name: string; mimeType: string; buffer: Buffer } {
  const lines = [
    '1CClientBankExchange',
    'ВерсияФормата=1.03',
    `РасчСчет=${SELLER.account}`,
    ...purposes.flatMap((purpose) => [
      'СекцияДокумент=Платежное поручение',
      `Номер=${purpose.slice(-6)}`,
      `Дата=${day}`,
      'Сумма=1000.00',
      'ПлательщикСчет=40702810000000000002',
      'Плательщик1=ООО «Остерия»',
      `ПолучательСчет=${SELLER.account}`,
      `ДатаПоступило=${day}`,
      `НазначениеПлатежа=${purpose}`,
      'КонецДокумента',
    ]),
    'КонецФайла',
  ];
  return { name: 'statement.txt', mimeType: 'text/plain', buffer: Buffer.from(lines.join('\r\n')) };
}
