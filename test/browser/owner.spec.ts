import { expect, type Page, test } from '@playwright/test';
import { randomInt } from 'node:crypto';
import { adminWords, ownerWords } from './admin-words';
import { expectNoViolations, type Language, words } from './cashier-till';
import { type Colleague, goTo, pageLink, signInTo } from './console-desk';
import { DESK_LOOKS, looksOfRun } from './harness/looks';
import { keepPicture } from './harness/pictures';
import { expectToFit, navigation } from './rewards-desk';

const OWNER: Colleague = { email: 'owner@demo.test', password: 'loyalty-demo' };
const CHARGE = { en: /^Charge /, ru: /^Принять / } as const;
/** The time that a newcomer has from the first page to the first sale. */
const SELLS_WITHIN_MS = 5 * 60_000;
const WIDTHS = [390, 820, 1024, 1280, 1440] as const;

for (const { language, colorScheme, width } of DESK_LOOKS) {
  const t = ownerWords(language);

  test.describe(`in ${language}, ${colorScheme}, at ${String(width)} px`, () => {
    test.use({ viewport: { width, height: 900 }, colorScheme });
    const picture = (name: string) => `owner-${name}-${String(width)}-${language}`;

    test('an owner opens a network in three steps, suspends it and resumes it @smoke', async ({ page }) => {
      const name = `Osteria ${String(randomInt(1_000_000_000))}`;
      await signInTo(page, OWNER, language, '/owner');
      await expect(page.getByRole('heading', { level: 1, name: t('nav.networks') })).toBeVisible();
      await expect(page.getByRole('row').nth(1)).toBeVisible();
      await keepPicture(page, picture('1-networks'));
      await expectNoViolations(page);
      await expectToFit(page, width);

      await page.getByRole('link', { name: t('networks.new') }).click();
      await openNetwork(page, language, name);
      await expect(page.getByRole('textbox', { name: t('new.link') })).toHaveValue(/\/password\?role=\w+#/);
      await keepPicture(page, picture('2-opened'));
      await expectNoViolations(page);
      await expectToFit(page, width);

      await page.getByRole('link', { name: t('new.toNetwork') }).click();
      await expect(page.getByRole('heading', { level: 1, name })).toBeVisible();
      await page.getByRole('button', { name: t('state.suspend') }).click();
      const dialog = page.getByRole('dialog');
      await dialog.getByLabel(t('state.reason')).fill('An unpaid invoice');
      await dialog.getByRole('button', { name: t('state.suspend') }).click();
      await expect(dialog.getByText(t('state.confirmNeeded'))).toBeVisible();
      await expectNoViolations(page);
      await dialog.getByLabel(name).fill(name);
      await page.keyboard.press('Enter');
      await expect(dialog).toBeHidden();
      await expect(page.getByText(t('state.suspendedHelp'))).toBeVisible();
      await keepPicture(page, picture('3-network'));
      await expectNoViolations(page);
      await expectToFit(page, width);

      await page
        .getByRole('link', { name: t('nav.networks') })
        .first()
        .click();
      await page.getByLabel(t('networks.state'), { exact: true }).selectOption('SUSPENDED');
      await page.getByRole('searchbox').fill(name);
      await expect(page).toHaveURL(/text=Osteria/);
      await page.reload();
      await page.getByRole('link', { name }).click();
      await page.getByRole('button', { name: t('state.resume') }).click();
      await dialog.getByLabel(t('state.reason')).fill('It is paid');
      await dialog.getByRole('button', { name: t('state.resume') }).click();
      await expect(page.getByText(t('state.activeHelp'))).toBeVisible();

      await navigation(page, t('nav.audit')).click();
      await expect(page.getByRole('row', { name: new RegExp(name) }).first()).toBeVisible();
      await keepPicture(page, picture('4-audit'));
      await expectNoViolations(page);
      await expectToFit(page, width);
    });

    test('an owner acts for a network: a banner stands on each page, and other tabs stay the own ones', async ({
      page,
      context,
    }) => {
      const a = adminWords(language);
      await signInTo(page, OWNER, language, '/owner');
      await page.getByRole('row').nth(1).getByRole('link').click();
      await page.getByRole('button', { name: t('acting.begin') }).click();
      await expect(page.getByText(t('acting.reasonNeeded'))).toBeVisible();
      await page.getByLabel(t('acting.reason')).fill('Help with the tills');
      await page.keyboard.press('Enter');
      const banner = page.getByRole('region', { name: a('acting.label') });
      await expect(banner).toContainText('Help with the tills');
      await keepPicture(page, picture('5-acting'));
      await expectNoViolations(page);
      await expectToFit(page, width);
      await goTo(page, a('nav.guestList'));
      await expect(page.getByRole('heading', { level: 1, name: a('nav.guests') })).toBeVisible();
      await expect(banner).toBeVisible();
      await expect(pageLink(page, a('nav.staff'))).toHaveCount(0);
      await page.reload();
      await expect(banner).toBeVisible();

      const other = await context.newPage();
      await other.goto('/owner');
      await expect(other.getByRole('heading', { level: 1, name: t('nav.networks') })).toBeVisible();
      await other.close();

      await banner.getByRole('button', { name: a('acting.leave') }).click();
      await expect(page).toHaveURL(/\/owner\/networks\//);
      await page.goto('/admin');
      await expect(banner).toHaveCount(0);
    });
  });
}

for (const language of looksOfRun<Language[]>(['ru', 'en']))
  test(`every page of the owner fits every screen in ${language}`, async ({ page }) => {
    await signInTo(page, OWNER, language, '/owner');
    await page.getByRole('row').nth(1).getByRole('link').click();
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
    const network = page.url();
    const billing = ['', '/subscriptions', '/invoices', '/statements?status=ALL', '/plans', '/seller'];
    const paths = billing.map((path) => `/owner/billing${path}`);
    for (const path of ['/owner', '/owner/networks/new', '/owner/platform', '/owner/audit', network, ...paths]) {
      await page.goto(path);
      await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
      await expect(page.locator('main [role=status]')).toHaveCount(0);
      if (path === '/owner/platform')
        await expect(
          page.getByRole('cell', { name: ownerWords(language)('platform.parts.database'), exact: true }),
        ).toBeVisible();
      await expectNoViolations(page);
      await expectToFitEverywhere(page);
    }
  });

for (const language of looksOfRun<Language[]>(['ru', 'en']))
  test(`a network starts by itself in ${language}, its manager signs in by the letter, and its till sells @smoke`, async ({
    page,
    request,
  }) => {
    const begunAt = Date.now();
    const t = ownerWords(language);
    const till = words[language];
    const email = `anna-${String(randomInt(1_000_000_000))}@osteria.test`;
    await page.goto('/signup');
    await page.getByRole('button', { name: language.toUpperCase(), exact: true }).click();
    await expectToFitEverywhere(page);
    await page.getByLabel(t('form.name'), { exact: true }).fill('Osteria of Anna');
    await page.getByRole('button', { name: t('form.next') }).click();
    await page.getByRole('radio', { name: t('form.presets.points-4'), exact: true }).check();
    await expectToFitEverywhere(page);
    await page.getByRole('button', { name: t('form.next') }).click();
    await page.getByLabel(t('form.restaurant')).fill('Harbour');
    await page.getByLabel(t('signup.managerName')).fill('Anna');
    await page.getByLabel(t('signup.managerEmail')).fill('anna');
    await page.getByRole('button', { name: t('signup.submit') }).click();
    await expect(page.getByText(t('form.emailWrong'))).toBeVisible();
    await expectToFitEverywhere(page);
    await expectNoViolations(page);
    await page.getByLabel(t('signup.managerEmail')).fill(email);
    await page.getByRole('button', { name: t('signup.submit') }).click();
    await expect(page.getByRole('heading', { name: t('signup.sentTitle') })).toBeVisible();
    await expectToFitEverywhere(page);
    await keepPicture(page, `signup-sent-${language}`);
    const outbox = await request.get(`/api/dev/outbox?to=${encodeURIComponent(email)}`);
    const [letter] = ((await outbox.json()) as { items: { body: string }[] }).items;
    const token = /\/password\?role=\w+#(\S+)/.exec(letter?.body ?? '')?.[1] ?? '';
    const password = 'words of the new network';
    const set = await request.post('/api/auth/password/set', { data: { token, password } });
    expect(set.status()).toBe(204);
    await signInTo(page, { email, password }, language);
    await expect(page.getByRole('navigation')).toContainText('Osteria of Anna');

    await page.goto('/cashier');
    await page.getByRole('button', { name: till.newGuest }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('textbox').first().fill('+79031234567');
    await dialog.getByLabel(till.name, { exact: true }).fill('Olivia');
    // The wizard has given the network a text of the consent to personal data.
    await dialog.getByRole('checkbox').first().check();
    await dialog.getByRole('button', { name: till.register }).click();
    await expect(page.getByRole('heading', { name: 'Olivia' })).toBeVisible();
    await page.getByLabel(till.amount).fill('100');
    await page.getByRole('button', { name: CHARGE[language] }).click();
    await expect(page.getByText(till.next)).toBeVisible();
    expect(Date.now() - begunAt).toBeLessThan(SELLS_WITHIN_MS);
  });

async function expectToFitEverywhere(page: Page): Promise<void> {
  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height: 900 });
    await expectToFit(page, width);
  }
}

async function openNetwork(page: Page, language: Language, name: string): Promise<void> {
  const t = ownerWords(language);
  await page.getByRole('button', { name: t('form.next') }).click();
  await expect(page.getByText(t('form.needed')).first()).toBeVisible();
  await page.getByLabel(t('form.name'), { exact: true }).fill(name);
  await expectNoViolations(page);
  await page.getByRole('button', { name: t('form.next') }).click();
  await expect(page.getByRole('radio', { name: t('form.presets.hybrid-5') })).toBeChecked();
  await page.getByRole('button', { name: t('form.next') }).click();
  await page.getByLabel(t('form.restaurant')).fill('Harbour');
  await page.getByLabel(t('form.managerName')).fill('Anna');
  await page.getByLabel(t('form.managerEmail')).fill(`anna-${String(randomInt(1_000_000_000))}@osteria.test`);
  await page.getByRole('button', { name: t('new.submit') }).click();
}
