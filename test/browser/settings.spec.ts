import { expect, test } from '@playwright/test';
import { adminWords } from './admin-words';
import { expectNoViolations } from './cashier-till';
import { approveChangeOf, asManager, changeSettings, goTo, MANAGER, networkIdOf, signInTo } from './console-desk';
import { SWAPPED_LOOKS } from './harness/looks';
import { keepPicture } from './harness/pictures';
import { expectToFit } from './rewards-desk';

for (const { language, colorScheme, width } of SWAPPED_LOOKS) {
  const t = adminWords(language);
  const claim = 'settings.label.settings.claimWindowHours';
  const refund = 'settings.label.settings.limits.cashierRefundPerDay';

  test.describe(`in ${language}, ${colorScheme}, at ${String(width)} px`, () => {
    test.use({ viewport: { width, height: 900 }, colorScheme });
    const picture = (name: string) => `settings-${name}-${String(width)}-${language}`;

    test('a manager changes settings; a higher limit waits for a second manager', async ({ page, request }) => {
      await changeSettings(request, { claimWindowHours: 24, limits: { cashierRefundPerDay: 2_000_000 } });
      await signInTo(page, MANAGER, language);
      await goTo(page, t('nav.settings'));
      await expect(page.getByRole('heading', { level: 1, name: t('nav.settings') })).toBeVisible();
      const hours = page.getByLabel(t(claim), { exact: true });
      const save = page.locator('button[type=submit]');
      await expect(hours).toHaveValue('24');
      await expect(save).toBeDisabled();
      await keepPicture(page, picture('1-all'));
      await expectNoViolations(page);
      await expectToFit(page, width);

      await hours.fill('100000');
      await page.getByLabel(t(refund), { exact: true }).focus();
      await expect(hours).toHaveAttribute('aria-invalid', 'true');
      await expect(save).toBeDisabled();
      await hours.fill('12');
      await expect(page.getByText(t('settings.needsSecond'))).toHaveCount(0);
      await save.click();
      await expect(page.getByRole('status')).toContainText(t('settings.saved'));
      await expect(hours).toHaveValue('12');

      await page.getByLabel(t(refund), { exact: true }).fill('30000');
      await expect(page.getByText(t('settings.needsSecond'))).toBeVisible();
      await keepPicture(page, picture('2-raised'));
      await expectNoViolations(page);
      await save.click();
      await expect(page.getByRole('status')).toContainText(t('changes.waits'));
      await approveChangeOf(request, await networkIdOf(request));
      await page.reload();
      await expect(page.getByLabel(t(refund), { exact: true })).toHaveValue(/^30\D000$/);
    });
  });
}

test('settings that a colleague changed meanwhile are told, and nothing typed is lost', async ({ page, request }) => {
  const t = adminWords('en');
  await changeSettings(request, { holdMinutes: 10, claimWindowHours: 24 });
  await signInTo(page, MANAGER, 'en');
  await goTo(page, t('nav.settings'));
  const hold = page.getByLabel(t('settings.label.settings.holdMinutes'), { exact: true });
  const claim = page.getByLabel(t('settings.label.settings.claimWindowHours'), { exact: true });
  await expect(hold).toHaveValue('10');
  await claim.fill('18');
  await changeSettings(request, { holdMinutes: 12 });
  await page.locator('button[type=submit]').click();
  const alert = page.getByRole('alert');
  await expect(alert).toContainText(`${t('settings.label.settings.holdMinutes')}: 10 → 12`);
  await keepPicture(page, 'settings-3-changed-meanwhile');
  await expectNoViolations(page);
  await alert.getByRole('button', { name: t('meanwhile.load') }).click();
  await expect(hold).toHaveValue('12');
  await expect(claim).toHaveValue('18');
  await page.locator('button[type=submit]').click();
  await expect(page.getByRole('status')).toContainText(t('settings.saved'));
  const headers = await asManager(request);
  const network = await request.get(`/api/networks/${await networkIdOf(request)}`, { headers });
  expect(await network.json()).toMatchObject({ settings: { holdMinutes: 12, claimWindowHours: 18 } });
});
