import { expect, test } from '@playwright/test';
import { adminWords, sharedWords } from './admin-words';
import { expectNoViolations } from './cashier-till';
import { asManager, MANAGER, signInTo } from './console-desk';
import { LOOKS } from './harness/looks';
import { keepPicture } from './harness/pictures';
import { expectToFit } from './rewards-desk';

for (const { language, colorScheme, width } of LOOKS) {
  const t = adminWords(language);
  const shared = sharedWords(language);

  test.describe(`in ${language}, ${colorScheme}, at ${String(width)} px`, () => {
    test.use({ viewport: { width, height: 900 }, colorScheme });

    test('a manager makes the sandbox, goes there and back, and clears it', async ({ page, request }) => {
      const headers = await asManager(request);
      const { sandbox } = (await (await request.get('/api/sandbox', { headers })).json()) as { sandbox: object | null };
      await signInTo(page, MANAGER, language, '/admin/settings');
      await page.getByRole('link', { name: t('sandbox.link') }).click();
      await expect(page.getByRole('heading', { level: 1, name: t('sandbox.title') })).toBeVisible();
      // The run in the second language finds the sandbox that the run in the first language made.
      if (sandbox === null) await page.getByRole('button', { name: t('sandbox.make') }).click();
      await expect(page.getByRole('region', { name: t('sandbox.guests.caption') })).toContainText('+447700900001');
      await expectToFit(page, width);
      await expectNoViolations(page);
      await keepPicture(page, `sandbox-1-made-${String(width)}-${language}`);

      const banner = page.getByRole('region', { name: shared('sandbox.mark'), exact: true });
      await expect(banner).toHaveCount(0);
      await page.getByRole('button', { name: t('sandbox.enter') }).click();
      await expect(banner).toBeVisible();
      await page.goto('/admin/restaurants');
      await expect(banner).toBeVisible();
      await expectToFit(page, width);
      await expectNoViolations(page);
      await keepPicture(page, `sandbox-2-inside-${String(width)}-${language}`);
      await page.goto('/admin/settings/sandbox');
      await expect(page.getByRole('heading', { name: t('sandbox.insideTitle') })).toBeVisible();
      await page.goto('/cashier');
      await expect(page.getByText(shared('sandbox.mark'), { exact: true })).toBeVisible();

      await page.goto('/admin');
      await banner.getByRole('button', { name: shared('sandbox.leave') }).click();
      await expect(page.getByRole('heading', { level: 1, name: t('sandbox.title') })).toBeVisible();
      await expect(banner).toHaveCount(0);
      await page.getByRole('button', { name: t('sandbox.clear') }).click();
      const dialog = page.getByRole('dialog');
      await expect(dialog.getByText(t('sandbox.clearHelp'))).toBeVisible();
      await dialog.getByRole('button', { name: t('sandbox.clearNow') }).click();
      await expect(dialog).toHaveCount(0);
      await expect(page.getByRole('status')).not.toHaveCount(0);
      await keepPicture(page, `sandbox-3-cleared-${String(width)}-${language}`);
    });

    test('a sandbox that is cleared from elsewhere leads its visitor back to the network', async ({
      page,
      request,
    }) => {
      const headers = await asManager(request);
      const made = await request.post('/api/sandbox', { headers });
      expect([201, 409]).toContain(made.status());
      await signInTo(page, MANAGER, language, '/admin/settings/sandbox');
      await page.getByRole('button', { name: t('sandbox.enter') }).click();
      const banner = page.getByRole('region', { name: shared('sandbox.mark'), exact: true });
      await expect(banner).toBeVisible();
      expect((await request.post('/api/sandbox/clear', { headers })).status()).toBe(200);
      await page.goto('/admin/restaurants');
      await expect(page.getByRole('navigation').getByText('Demo', { exact: true })).toBeVisible();
      await expect(banner).toHaveCount(0);
      await page.goto('/admin/settings/sandbox');
      await expect(page.getByRole('button', { name: t('sandbox.enter') })).toBeVisible();
    });
  });
}
