import { expect, test } from '@playwright/test';
import { randomInt } from 'node:crypto';
import { adminWords } from './admin-words';
import { expectNoViolations } from './cashier-till';
import { goTo, MANAGER, signInTo } from './console-desk';
import { DESK_LOOKS } from './harness/looks';
import { keepPicture } from './harness/pictures';
import { expectToFit } from './rewards-desk';

for (const { language, colorScheme, width } of DESK_LOOKS) {
  const t = adminWords(language);

  test.describe(`in ${language}, ${colorScheme}, at ${String(width)} px`, () => {
    test.use({ viewport: { width, height: 900 }, colorScheme });
    const picture = (name: string) => `api-keys-${name}-${String(width)}-${language}`;

    test('a key is created, shown once, replaced and revoked', async ({ page, request }) => {
      const name = `Till system ${String(randomInt(1_000_000_000))}`;
      await signInTo(page, MANAGER, language);
      await goTo(page, t('nav.apiKeys'));
      await expect(page.getByRole('heading', { level: 1, name: t('nav.apiKeys') })).toBeVisible();
      const dialog = page.getByRole('dialog');
      await page.getByRole('button', { name: t('keys.new'), exact: true }).click();
      await dialog.getByRole('button', { name: t('keys.create') }).click();
      await expect(dialog.getByText(t('keys.nameNeeded'))).toBeVisible();
      await expect(dialog.getByText(t('keys.rightsNeeded'))).toBeVisible();
      await dialog.getByLabel(t('keys.name'), { exact: true }).fill(name);
      await dialog.getByRole('checkbox', { name: t('keys.right.manage') }).check();
      await expect(dialog.getByText(t('keys.needsSecond'))).toBeVisible();
      await dialog.getByRole('checkbox', { name: t('keys.right.manage') }).uncheck();
      await dialog.getByRole('checkbox', { name: t('keys.right.till') }).check();
      await expect(dialog.getByText(t('keys.needsSecond'))).toHaveCount(0);
      await dialog.getByLabel(t('keys.expiry')).fill('2020-01-01');
      await dialog.getByRole('button', { name: t('keys.create') }).click();
      await expect(dialog.getByText(t('keys.expiryWrong'))).toBeVisible();
      await keepPicture(page, picture('1-new'));
      await expectNoViolations(page);
      await dialog.getByLabel(t('keys.expiry')).fill('');
      await dialog.getByRole('button', { name: t('keys.create') }).click();
      const secret = dialog.getByLabel(t('keys.secret'), { exact: true });
      await expect(secret).toHaveValue(/^lk_[\w-]{43}$/);
      const key = await secret.inputValue();
      await keepPicture(page, picture('2-shown-once'));
      await expectNoViolations(page);
      await dialog.getByRole('button', { name: t('keys.kept') }).click();
      await expect(dialog).toHaveCount(0);
      expect(await page.content()).not.toContain(key);
      const call = (bearer: string) =>
        request.get('/api/restaurants', { headers: { authorization: `Bearer ${bearer}` } });
      expect((await call(key)).status()).toBe(200);

      const row = page.getByRole('row').filter({ hasText: name });
      await row.getByRole('button', { name: t('keys.rotate') }).click();
      await dialog.getByLabel(t('keys.overlap')).fill('0');
      await dialog.getByRole('button', { name: t('keys.rotateYes') }).click();
      await expect(secret).toHaveValue(/^lk_/);
      const next = await secret.inputValue();
      await dialog.getByRole('button', { name: t('keys.kept') }).click();
      expect((await call(next)).status()).toBe(200);
      await expect(row).toHaveCount(1);
      await keepPicture(page, picture('3-list'));
      await expectNoViolations(page);
      await expectToFit(page, width);
      await row.getByRole('button', { name: t('keys.revoke') }).click();
      await expect(dialog.getByText(t('keys.revokeHelp'))).toBeVisible();
      await dialog.getByRole('button', { name: t('keys.revokeYes') }).click();
      await expect(row).toHaveCount(0);
      expect((await call(next)).status()).toBe(401);
      await page.getByText(t('keys.ended'), { exact: true }).click();
      await expect(page).toHaveURL(/ended=true/);
      await expect(row).toHaveCount(2);
    });
  });
}
