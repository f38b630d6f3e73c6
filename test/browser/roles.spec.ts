import { expect, test } from '@playwright/test';
import { randomInt } from 'node:crypto';
import { adminWords } from './admin-words';
import { expectNoViolations } from './cashier-till';
import { approveChangeOf, asManager, MANAGER, networkIdOf, pageLink, signInTo } from './console-desk';
import { LOOKS } from './harness/looks';
import { keepPicture } from './harness/pictures';
import { expectToFit } from './rewards-desk';

for (const { language, colorScheme, width } of LOOKS) {
  const t = adminWords(language);

  test.describe(`in ${language}, ${colorScheme}, at ${String(width)} px`, () => {
    test.use({ viewport: { width, height: 900 }, colorScheme });

    test('a manager makes a role, whose people see its pages alone, and deletes it', async ({ page, request }) => {
      const tag = String(randomInt(1_000_000_000));
      const name = `Marketing ${tag}`;
      await signInTo(page, MANAGER, language, '/admin/staff/roles');
      await expect(page.getByRole('heading', { level: 2, name: t('ownRoles.compare') })).toBeVisible();
      await expectNoViolations(page);
      await expectToFit(page, width);

      const dialog = page.getByRole('dialog');
      await page.getByRole('button', { name: t('ownRoles.new'), exact: true }).click();
      await dialog.getByRole('button', { name: t('ownRoles.save') }).click();
      await expect(dialog.getByText(t('ownRoles.nameNeeded'))).toBeVisible();
      await expect(dialog.getByText(t('ownRoles.permissionNeeded'))).toBeVisible();
      await dialog.getByLabel(t('ownRoles.name'), { exact: true }).fill(name);
      for (const permission of ['campaigns.read', 'campaigns.manage'] as const) {
        const box = dialog.getByRole('checkbox', { name: t(`permissions.${permission}`), exact: true });
        await box.focus();
        await page.keyboard.press('Space');
        await expect(box).toBeChecked();
      }
      await dialog.getByRole('radio', { name: t('ownRoles.placesAll') }).check();
      await keepPicture(page, `roles-1-new-${String(width)}-${language}`);
      await expectNoViolations(page);
      // The role may start campaigns, which give points, so a second manager approves it.
      await expect(dialog.getByText(t('ownRoles.needsSecond'))).toBeVisible();
      await dialog.getByRole('button', { name: t('ownRoles.save') }).click();
      await expect(dialog.getByText(t('changes.waits'))).toBeVisible();
      await expectNoViolations(page);
      await approveChangeOf(request, await networkIdOf(request));
      await page.reload();
      await expect(page.getByRole('button', { name: `${t('ownRoles.act')}: ${name}` })).toBeVisible();
      await keepPicture(page, `roles-2-list-${String(width)}-${language}`);

      const headers = await asManager(request);
      const roles = (await (await request.get('/api/roles', { headers })).json()) as {
        items: { id: string; name: string }[];
      };
      const ownRoleId = roles.items.find((role) => role.name === name)?.id;
      const email = `marketer-${tag}@demo.test`;
      const made = await request.post('/api/users', { headers, data: { email, role: 'cashier', ownRoleId } });
      const { id, passwordLink } = (await made.json()) as { id: string; passwordLink: { token: string } };
      await approveChangeOf(request, id);
      const password = 'three quiet words';
      await request.post('/api/auth/password/set', { data: { token: passwordLink.token, password } });
      const theirs = await page
        .context()
        .browser()
        ?.newContext({ viewport: { width, height: 900 }, baseURL: new URL(page.url()).origin });
      const desk = await theirs?.newPage();
      if (desk === undefined) throw new Error('no browser');
      await signInTo(desk, { email, password }, language);
      await expect(desk).toHaveURL(/\/admin\/campaigns$/);
      await expect(desk.getByRole('heading', { level: 1, name: t('nav.campaigns') })).toBeVisible();
      for (const closed of ['nav.staff', 'nav.settings', 'nav.guestList'] as const)
        await expect(pageLink(desk, t(closed))).toHaveCount(0);
      await theirs?.close();

      await page.reload();
      await page.getByRole('button', { name: `${t('ownRoles.remove')}: ${name}` }).click();
      await dialog.getByLabel(t('ownRoles.replacement')).selectOption('analyst');
      await dialog.getByRole('button', { name: t('ownRoles.removeYes') }).click();
      await expect(page.getByRole('button', { name: `${t('ownRoles.act')}: ${name}` })).toHaveCount(0);
    });
  });
}
