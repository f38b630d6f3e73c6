import { expect, test } from '@playwright/test';
import { randomInt } from 'node:crypto';
import { CLIENT_ID, CLIENT_SECRET, Company } from '../support/oidc/company';
import { adminWords, sharedWords } from './admin-words';
import { expectNoViolations } from './cashier-till';
import { approveChangeOf, asManager, MANAGER, networkIdOf, pageLink, signInTo } from './console-desk';
import { PHONE } from './harness/looks';
import { keepPicture } from './harness/pictures';
import { expectToFit } from './rewards-desk';

const { language, width, colorScheme } = PHONE;
const t = adminWords(language);
const shared = sharedWords(language);

test.use({ viewport: { width, height: 900 }, colorScheme });

test('a manager enters the sign-in of the company, a second one turns it on, and a waiter comes in by it', async ({
  page,
  request,
}) => {
  const before = await request.get('/api/identity-provider', { headers: await asManager(request) });
  const { returnAddress } = (await before.json()) as { returnAddress: string };
  const company = await Company.start(returnAddress);
  const domain = `c${String(randomInt(1_000_000_000))}.test`;
  await signInTo(page, MANAGER, language, '/admin/staff/sign-in');
  await page.getByLabel(t('provider.issuer'), { exact: true }).fill(company.issuer);
  await page.getByLabel(t('provider.clientId'), { exact: true }).fill(CLIENT_ID);
  await page.getByRole('combobox', { name: t('provider.domains') }).fill(domain);
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: t('provider.add') }).click();
  const group = page.getByRole('group', { name: new RegExp(`^${t('provider.group')}`) });
  await group.getByLabel(t('provider.group'), { exact: true }).fill('numbers');
  await group.getByLabel(t('provider.role'), { exact: true }).selectOption('analyst');
  await page.getByRole('button', { name: t('provider.save'), exact: true }).click();
  await expect(page.getByText(t('provider.domainOpen').replace('{domain}', domain))).toBeVisible();
  await expect(page.getByRole('group', { name: domain }).getByLabel(t('provider.recordName'))).toHaveValue(
    `_loyalty.${domain}`,
  );
  await page.locator('input[type=password]').fill(CLIENT_SECRET);
  await page.getByRole('button', { name: t('provider.secretSave') }).click();
  await page.getByRole('button', { name: t('provider.test'), exact: true }).click();
  await expect(page.getByText(t('provider.works'))).toBeVisible();
  await keepPicture(page, `provider-1-${String(width)}-${language}`);
  await expectNoViolations(page);
  await expectToFit(page, width);
  await page.getByRole('checkbox', { name: t('provider.enabled') }).check();
  await page.getByRole('button', { name: t('provider.save'), exact: true }).click();
  await expect(page.getByText(t('changes.waits'))).toBeVisible();
  await approveChangeOf(request, await networkIdOf(request));

  await company.next({ sub: 'w', email: `olga@${domain}`, email_verified: true, name: 'Olga', groups: ['numbers'] });
  const me = await request.get('/api/auth/me', { headers: await asManager(request) });
  const { code } = ((await me.json()) as { network: { code: string } }).network;
  const { origin } = new URL(returnAddress);
  const theirs = await page
    .context()
    .browser()
    ?.newContext({ viewport: { width, height: 900 }, baseURL: origin });
  const desk = await theirs?.newPage();
  if (desk === undefined) throw new Error('no browser');
  await desk.goto('/admin');
  await desk.getByRole('button', { name: language.toUpperCase(), exact: true }).click();
  await desk.getByRole('button', { name: shared('provider.open') }).click();
  await desk.getByLabel(shared('provider.who'), { exact: true }).fill(code);
  await keepPicture(desk, `provider-2-sign-in-${String(width)}-${language}`);
  await expectNoViolations(desk);
  await desk.getByRole('button', { name: shared('provider.find') }).click();
  await expect(pageLink(desk, t('nav.reports'))).toHaveCount(1);
  expect(new URL(desk.url()).pathname).toBe('/admin');

  // A repeated answer of the provider, and one without a request, are explained.
  await desk.goto('/provider?code=x&state=y');
  await expect(desk.getByRole('alert')).toBeVisible();
  await theirs?.close();
  await request.put('/api/identity-provider', {
    headers: await asManager(request),
    data: { enabled: false, issuer: company.issuer, clientId: CLIENT_ID, groups: [] },
  });
  await company.stop();
});
