import { expect, test } from '@playwright/test';
import { randomInt } from 'node:crypto';
import { adminWords } from './admin-words';
import { expectNoViolations } from './cashier-till';
import { addColleague, approveChangeOf, asManager, goTo, MANAGER, pageLink, signInTo } from './console-desk';
import { SWAPPED_LOOKS } from './harness/looks';
import { keepPicture } from './harness/pictures';
import { expectToFit } from './rewards-desk';

for (const { language, colorScheme, width } of SWAPPED_LOOKS) {
  const t = adminWords(language);

  test.describe(`in ${language}, ${colorScheme}, at ${String(width)} px`, () => {
    test.use({ viewport: { width, height: 900 }, colorScheme });
    const picture = (name: string) => `staff-${name}-${String(width)}-${language}`;

    test('a manager invites a cashier by e-mail, changes them, signs them out and blocks them @smoke', async ({
      page,
      request,
    }) => {
      const tag = String(randomInt(1_000_000_000));
      const email = `vera-${tag}@demo.test`;
      await signInTo(page, MANAGER, language);
      await goTo(page, t('nav.staff'));
      await expect(page.getByRole('heading', { level: 1, name: t('nav.staff') })).toBeVisible();
      await expect(page.getByRole('row').nth(1)).toBeVisible();
      await keepPicture(page, picture('1-list'));
      await expectNoViolations(page);
      await expectToFit(page, width);

      const dialog = page.getByRole('dialog');
      await page.getByRole('button', { name: t('staff.invite'), exact: true }).click();
      await dialog.getByRole('button', { name: t('staff.sendInvite') }).click();
      await expect(dialog.getByText(t('staff.emailNeeded'))).toBeVisible();
      await expect(dialog.getByLabel(t('staff.email'), { exact: true })).toBeFocused();
      await dialog.getByLabel(t('staff.email'), { exact: true }).fill(email);
      await dialog.getByLabel(t('staff.name'), { exact: true }).fill(`Vera ${tag}`);
      await dialog.getByRole('checkbox').first().check();
      await keepPicture(page, picture('2-invite'));
      await expectNoViolations(page);
      await dialog.getByRole('button', { name: t('staff.sendInvite') }).click();
      await expect(dialog.getByRole('status')).toContainText(email);
      await dialog.getByRole('button', { name: t('staff.done') }).click();
      const outbox = await request.get('/api/dev/outbox', { params: { to: email } });
      const { items } = (await outbox.json()) as { items: { body: string }[] };
      const token = /#([\w-]+)/.exec(items[0]?.body ?? '')?.[1] ?? '';
      const set = await request.post('/api/auth/password/set', { data: { token, password: 'three quiet words' } });
      expect(set.status()).toBe(204);
      await request.post('/api/auth/login', { data: { email, password: 'three quiet words' } });

      await page.getByLabel(t('staff.search')).fill(tag);
      await page.getByRole('link', { name: `Vera ${tag}` }).click();
      await expect(page.getByRole('heading', { level: 1, name: `Vera ${tag}` })).toBeVisible();
      await expect(page.getByText(t('staff.hasPassword'))).toBeVisible();
      await page.getByLabel(t('staff.name'), { exact: true }).fill(`Vera ${tag} Maria`);
      await page.getByRole('button', { name: t('staff.save'), exact: true }).click();
      await expect(page.getByRole('status')).toContainText(t('staff.saved'));
      await expect(page.getByRole('heading', { level: 1, name: `Vera ${tag} Maria` })).toBeVisible();
      await keepPicture(page, picture('3-person'));
      await expectNoViolations(page);
      await expectToFit(page, width);

      await page.getByRole('button', { name: t('staff.signOut') }).click();
      await dialog.getByRole('button', { name: t('staff.signOutYes') }).click();
      await expect(page.getByRole('button', { name: t('staff.signOut') })).toHaveCount(0);
      await page.keyboard.press('Escape');
      await page.getByRole('button', { name: t('staff.newLink') }).click();
      await dialog.getByRole('button', { name: t('staff.showLink') }).click();
      await expect(dialog.getByLabel(t('staff.link'), { exact: true })).toHaveValue(/\/password\?role=\w+#/);
      await dialog.getByRole('button', { name: t('staff.done') }).click();
      await page.getByRole('button', { name: t('staff.block'), exact: true }).click();
      await expect(dialog.getByText(t('staff.blockHelp'))).toBeVisible();
      await dialog.getByRole('button', { name: t('staff.blockYes') }).click();
      await expect(page.getByText(t('staff.blockedHelp'))).toBeVisible();
      const refused = await request.post('/api/auth/login', { data: { email, password: 'three quiet words' } });
      expect(refused.status()).toBe(401);

      await page.getByRole('link', { name: t('staff.whatTheyDid') }).click();
      await expect(page.getByRole('heading', { level: 1, name: t('nav.audit') })).toBeVisible();
      await expect(page.getByRole('button', { name: t('audit.action.session.opened') }).first()).toBeVisible();
    });

    test('a new manager waits for a second one, and the form says so before', async ({ page, request }) => {
      const email = `chief-${String(randomInt(1_000_000_000))}@demo.test`;
      await signInTo(page, MANAGER, language);
      await goTo(page, t('nav.staff'));
      const dialog = page.getByRole('dialog');
      await page.getByRole('button', { name: t('staff.invite'), exact: true }).click();
      await dialog.getByLabel(t('staff.email'), { exact: true }).fill(email);
      await dialog.getByRole('radio', { name: t('staff.roles.manager') }).check();
      await expect(dialog.getByText(t('staff.managerNeedsSecond'))).toBeVisible();
      await dialog.getByRole('button', { name: t('staff.sendInvite') }).click();
      await expect(dialog.getByRole('status')).toContainText(email);
      const headers = await asManager(request);
      const users = (await (await request.get('/api/users?limit=200', { headers })).json()) as {
        items: { id: string; email: string }[];
      };
      const added = users.items.find((user) => user.email === email);
      expect((await approveChangeOf(request, String(added?.id))).passwordLink).not.toBeNull();

      await page.goto(`/admin/staff/${String(added?.id)}`);
      await page.getByRole('button', { name: t('staff.block'), exact: true }).click();
      await expect(dialog.getByText(t('staff.managerWaits'))).toBeVisible();
      await dialog.getByRole('button', { name: t('staff.blockYes') }).click();
      await expect(dialog.getByRole('status')).toHaveText(t('changes.waits'));
      await dialog.getByRole('button', { name: t('staff.done') }).click();
      await expect(page.getByText(t('staff.activeHelp'))).toBeVisible();
      await page.goto('/admin/approvals');
      const change = `${t('approvals.staff.disabled')}: ${t('settings.yes')}`;
      await expect(page.getByText(change).first()).toBeVisible();
      await approveChangeOf(request, String(added?.id));
    });
  });
}

test('two managers change one employee: the second sees the change of the first and loses nothing', async ({
  browser,
  request,
}) => {
  const t = adminWords('en');
  const headers = await asManager(request);
  const tag = String(randomInt(1_000_000_000));
  const made = await request.post('/api/users', {
    headers,
    data: { email: `both-${tag}@demo.test`, role: 'analyst', name: `Before ${tag}` },
  });
  const { id } = (await made.json()) as { id: string };
  const [first, second] = [await (await browser.newContext()).newPage(), await (await browser.newContext()).newPage()];
  for (const page of [first, second]) {
    await signInTo(page, MANAGER, 'en', `/admin/staff/${id}`);
    await expect(page.getByLabel(t('staff.name'), { exact: true })).toHaveValue(`Before ${tag}`);
  }
  await first.getByLabel(t('staff.name'), { exact: true }).fill(`First ${tag}`);
  await first.getByRole('button', { name: t('staff.save'), exact: true }).click();
  await expect(first.getByRole('status')).toContainText(t('staff.saved'));

  await second.getByRole('combobox', { name: t('staff.language') }).selectOption('ru');
  await second.getByRole('button', { name: t('staff.save'), exact: true }).click();
  const alert = second.getByRole('alert');
  await expect(alert).toContainText(t('meanwhile.title'));
  await expect(alert).toContainText(`Name: Before ${tag} → First ${tag}`);
  await keepPicture(second, 'staff-4-changed-meanwhile');
  await expectNoViolations(second);
  await alert.getByRole('button', { name: t('meanwhile.load') }).click();
  await expect(second.getByLabel(t('staff.name'), { exact: true })).toHaveValue(`First ${tag}`);
  await expect(second.getByRole('combobox', { name: t('staff.language') })).toHaveValue('ru');
  await second.getByRole('button', { name: t('staff.save'), exact: true }).click();
  await expect(second.getByRole('status')).toContainText(t('staff.saved'));
  const kept = (await (await request.get(`/api/users/${id}`, { headers })).json()) as object;
  expect(kept).toMatchObject({ name: `First ${tag}`, locale: 'ru' });
});

test('an analyst sees no staff, keys and settings, and sets up a second factor of their own', async ({
  page,
  request,
}) => {
  const t = adminWords('en');
  await signInTo(page, await addColleague(request, 'analyst'), 'en');
  await expect(pageLink(page, t('nav.audit'))).toHaveCount(1);
  for (const name of ['nav.staff', 'nav.apiKeys', 'nav.settings']) await expect(pageLink(page, t(name))).toHaveCount(0);
  for (const [path, title] of [
    ['staff', 'staff.readOnlyTitle'],
    ['api-keys', 'keys.readOnlyTitle'],
    ['settings', 'settings.readOnlyTitle'],
  ] as const) {
    await page.goto(`/admin/${path}`);
    await expect(page.getByText(t(title))).toBeVisible();
    await expectNoViolations(page);
  }
  await page.getByRole('link', { name: t('account.title') }).click();
  await expect(page.getByText(t('account.factorOff'), { exact: true })).toBeVisible();
  await page.getByRole('button', { name: t('account.turnOn') }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Your password again', { exact: true }).fill('three quiet words');
  await dialog.getByRole('button', { name: 'Continue' }).click();
  await expect(dialog.getByText('Scan this with your authenticator app')).toBeVisible();
  await keepPicture(page, 'account-second-factor');
  await expectNoViolations(page);
});
