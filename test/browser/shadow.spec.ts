import { expect, test } from '@playwright/test';
import { adminWords } from './admin-words';
import { expectNoViolations } from './cashier-till';
import { asManager, MANAGER, signInTo } from './console-desk';
import { LOOKS } from './harness/looks';
import { keepPicture } from './harness/pictures';
import { expectToFit } from './rewards-desk';

interface Place {
  readonly id: string;
  readonly name: string;
  readonly names: Readonly<Partial<Record<string, string>>>;
}

for (const { language, colorScheme, width } of LOOKS) {
  const t = adminWords(language);

  test.describe(`in ${language}, ${colorScheme}, at ${String(width)} px`, () => {
    test.use({ viewport: { width, height: 900 }, colorScheme });

    test('a manager begins a shadow run, sees why receipts differ, accepts it, and switches over', async ({
      page,
      request,
    }) => {
      const headers = await asManager(request);
      const { items } = (await (await request.get('/api/restaurants', { headers })).json()) as { items: Place[] };
      const restaurant = items.at(-1) as Place;
      const name = restaurant.names[language] ?? restaurant.name;
      const path = `/api/restaurants/${restaurant.id}/points-of-sale`;
      const { items: tills } = (await (await request.get(path, { headers })).json()) as { items: Place[] };
      try {
        await signInTo(page, MANAGER, language, '/admin/settings');
        await page.getByRole('link', { name: t('shadow.link') }).click();
        await expect(page.getByRole('heading', { level: 1, name: t('shadow.title') })).toBeVisible();
        await expectToFit(page, width);
        await expectNoViolations(page);
        await keepPicture(page, `shadow-1-none-${String(width)}-${language}`);
        await page.getByRole('combobox', { name: t('shadow.chooseRestaurants') }).click();
        await page.getByRole('option', { name }).click();
        await expectNoViolations(page);
        await page.keyboard.press('Escape');
        await page.getByRole('button', { name: t('shadow.start') }).click();
        await expect(page.getByText(t('shadow.noReceipts'))).toBeVisible();

        const receipts = Array.from({ length: 12 }, (_, at) => ({
          number: `S-${String(at)}`,
          occurredAt: new Date(Date.now() - 60_000).toISOString(),
          pointOfSaleId: tills[0]?.id,
          amount: 100_000,
          guest: { card: String(at % 3) },
          items: null,
          old: { earned: at < 8 ? 95 : 50, spent: 0, balance: null },
        }));
        const taken = await request.post('/api/shadow/receipts', { headers, data: { receipts } });
        expect(taken.status()).toBe(200);
        await page.reload();
        const groups = page.getByRole('region', { name: t('shadow.groups'), exact: true });
        await expect(groups).toContainText(t('shadow.why.EARNING'));
        await expectToFit(page, width);
        await expectNoViolations(page);
        await keepPicture(page, `shadow-2-compared-${String(width)}-${language}`);

        await groups.getByRole('button', { name: t('shadow.show') }).click();
        const sheet = page.getByRole('dialog');
        await sheet.getByRole('button', { name: 'S-11' }).click();
        await expect(sheet.getByRole('heading', { name: t('shadow.explain') })).toBeVisible();
        await expect(sheet.getByRole('listitem')).not.toHaveCount(0);
        await keepPicture(page, `shadow-3-explained-${String(width)}-${language}`);
        await page.keyboard.press('Escape');
        await expect(sheet).toHaveCount(0);

        await groups.getByRole('button', { name: t('shadow.accept') }).click();
        const dialog = page.getByRole('dialog');
        await dialog.getByRole('textbox', { name: t('shadow.note') }).fill('OK');
        await dialog.getByRole('button', { name: t('shadow.accept') }).click();
        await expect(dialog).toHaveCount(0);
        await expect(groups.getByRole('button', { name: t('shadow.reopen') })).toBeVisible();

        const row = page.getByRole('row').filter({ hasText: name });
        await row.getByRole('button', { name: t('shadow.switch') }).click();
        await expect(dialog.getByText(t('shadow.switchHelp'))).toBeVisible();
        await expectNoViolations(page);
        await dialog.getByRole('button', { name: t('shadow.switch') }).click();
        await expect(dialog).toHaveCount(0);
        await expect(row.getByText(t('shadow.notInShadow'))).toBeVisible();

        await page.getByRole('button', { name: t('shadow.end') }).click();
        await dialog.getByRole('button', { name: t('shadow.end') }).click();
        await expect(page.getByRole('button', { name: t('shadow.start') })).toBeVisible();
      } finally {
        // Tests of other files sell at this restaurant, so its shadow has to end in any case.
        await request.post('/api/shadow/end', { headers });
      }
    });
  });
}
