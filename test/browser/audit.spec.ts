import { expect, test } from '@playwright/test';
import { readFileSync } from 'node:fs';
import { adminWords } from './admin-words';
import { expectNoViolations } from './cashier-till';
import { changeSettings, goTo, MANAGER, signInTo } from './console-desk';
import { SWAPPED_LOOKS } from './harness/looks';
import { keepPicture } from './harness/pictures';
import { expectToFit } from './rewards-desk';

for (const { language, colorScheme, width } of SWAPPED_LOOKS) {
  const t = adminWords(language);

  test.describe(`in ${language}, ${colorScheme}, at ${String(width)} px`, () => {
    test.use({ viewport: { width, height: 900 }, colorScheme });
    const picture = (name: string) => `audit-${name}-${String(width)}-${language}`;

    test('the audit is searched, shows each field before and after, and is exported', async ({ page, request }) => {
      await changeSettings(request, { captureGraceMinutes: 15 });
      await changeSettings(request, { captureGraceMinutes: 17 });
      await signInTo(page, MANAGER, language);
      await goTo(page, t('nav.audit'));
      await expect(page.getByRole('heading', { level: 1, name: t('nav.audit') })).toBeVisible();
      await expect(page.getByRole('row').nth(1)).toBeVisible();
      await keepPicture(page, picture('1-list'));
      await expectNoViolations(page);
      await expectToFit(page, width);

      await page.getByLabel(t('audit.what'), { exact: true }).selectOption('network.changed');
      await expect(page).toHaveURL(/action=network\.changed/);
      await page.reload();
      const entries = page.getByRole('button', { name: t('audit.action.network.changed') });
      await entries.first().click();
      const sheet = page.getByRole('dialog');
      const field = t('settings.label.settings.captureGraceMinutes');
      await expect(sheet.getByRole('row', { name: new RegExp(`^${field} 15 17$`) })).toBeVisible();
      await keepPicture(page, picture('2-entry'));
      await expectNoViolations(page);
      await sheet.getByRole('link', { name: t('audit.sameObject') }).click();
      await expect(page).toHaveURL(/object=/);

      await page.getByRole('button', { name: t('audit.clear') }).click();
      await page.getByLabel(t('audit.to'), { exact: true }).fill('2020-01-01');
      await expect(page.getByText(t('audit.noneTitle'))).toBeVisible();
      await page.getByRole('button', { name: t('audit.clear') }).click();
      await expect(page).not.toHaveURL(/to=/);
      await page.getByLabel(t('audit.what'), { exact: true }).selectOption('network.changed');
      await expect(page).toHaveURL(/action=network\.changed/);
      const download = page.waitForEvent('download');
      await page.getByRole('button', { name: t('audit.export') }).click();
      const file = readFileSync(await (await download).path(), 'utf8');
      expect(file).toContain(`${field}: 15 → 17`);
      expect(file.split('\r\n')[0]).toContain(t('audit.at'));
    });
  });
}
