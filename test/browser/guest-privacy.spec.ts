import { expect, test } from '@playwright/test';
import { adminWords } from './admin-words';
import { expectNoViolations } from './cashier-till';
import { addGuestWithStory, MANAGER, signInTo } from './console-desk';
import { LOOKS } from './harness/looks';
import { keepPicture } from './harness/pictures';
import { expectToFit } from './rewards-desk';

for (const { language, colorScheme, width } of LOOKS) {
  const t = adminWords(language);

  test.describe(`in ${language}, ${colorScheme}, at ${String(width)} px`, () => {
    test.use({ viewport: { width, height: 900 }, colorScheme });

    test('a manager downloads what is kept about a guest, asks for the erasure and calls it back', async ({
      page,
      request,
    }) => {
      const guest = await addGuestWithStory(request);
      await signInTo(page, MANAGER, language, `/admin/guests/${guest.id}`);
      const panel = page.getByRole('region', { name: t('privacy.title') });
      for (const format of ['html', 'json'] as const) {
        const file = page.waitForEvent('download');
        await panel.getByRole('button', { name: t(`privacy.${format}`) }).click();
        expect((await file).suggestedFilename()).toBe(`personal-data.${format}`);
      }
      await panel.getByRole('button', { name: t('privacy.erase') }).click();
      const dialog = page.getByRole('dialog', { name: t('privacy.erase') });
      await expect(dialog.getByText(t('privacy.help'))).toBeVisible();
      await expectNoViolations(page);
      await keepPicture(page, `guest-privacy-1-asks-${String(width)}-${language}`);
      await dialog.getByRole('button', { name: t('privacy.submit') }).click();
      await expect(panel.getByRole('status')).toBeVisible();
      await expectToFit(page, width);
      await panel.getByRole('button', { name: t('privacy.callBack') }).click();
      await expect(panel.getByRole('button', { name: t('privacy.erase') })).toBeVisible();
    });
  });
}
