import { expect, type Page, test } from '@playwright/test';
import { randomInt } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { expectNoViolations } from './cashier-till';
import { anyPointOfSale, asManager, MANAGER, signInTo } from './console-desk';
import { SWAPPED_LOOKS } from './harness/looks';
import { keepPicture } from './harness/pictures';
import { expectToFit } from './rewards-desk';

const WORDS = {
  ru: {
    search: /^Любые слова имени/,
    filters: /^Фильтры/,
    from: 'Баллов от',
    apply: 'Применить',
    columns: 'Столбцы',
    card: 'Карта',
    export: 'Выгрузить',
    points: 'Баллы',
    story: 'История баллов',
  },
  en: {
    search: /^Any words of the name/,
    filters: /^Filters/,
    from: 'Points from',
    apply: 'Apply',
    columns: 'Columns',
    card: 'Card',
    export: 'Export',
    points: 'Points',
    story: 'Points history',
  },
} as const;

for (const { language, colorScheme, width } of SWAPPED_LOOKS) {
  const word = WORDS[language];

  test.describe(`in ${language}, ${colorScheme}, at ${String(width)} px`, () => {
    test.use({ viewport: { width, height: 900 }, colorScheme });

    test('guests are searched, filtered, sorted and saved, and a reload keeps it', async ({ page, request }) => {
      const picture = (name: string) => keepPicture(page, `guests-${name}-${String(width)}-${language}-${colorScheme}`);
      const family = `Ёлкин${String(randomInt(1_000_000_000))}`;
      const headers = await asManager(request);
      const pointOfSaleId = await anyPointOfSale(request);
      const add = async (name: string, points: number): Promise<string> => {
        const phone = `+7900${String(randomInt(10_000_000)).padStart(7, '0')}`;
        const made = await request.post('/api/guests', { headers, data: { phone, name, consentBasis: 'PAPER_FORM' } });
        const { id } = (await made.json()) as { id: string };
        const given = await request.post(`/api/guests/${id}/transaction`, {
          headers: { ...headers, 'idempotency-key': `list-${id}` },
          data: { type: 'MANUAL', direction: 'CREDIT', points, reasonCode: 'GOODWILL' },
        });
        expect(given.status()).toBe(201);
        return id;
      };
      await add(`Вера ${family}`, 700);
      const anna = await add(`Анна ${family}`, 1_900);
      const items = [
        { sku: 'P-1', name: 'Маргарита', category: 'pizza', quantity: 2, unitPrice: 50_000, total: 100_000 },
      ];
      const sold = await request.post(`/api/guests/${anna}/transaction`, {
        headers: { ...headers, 'idempotency-key': `sale-${anna}` },
        data: { type: 'SALE', pointOfSaleId, amount: 100_000, items },
      });
      expect(sold.status(), await sold.text()).toBe(201);

      // Summaries follow the sales a moment later.
      await expect
        .poll(async () => {
          const data = { query: family, pointsFrom: 1_500 };
          const answer = await request.post('/api/guests/search', { headers, data });
          return ((await answer.json()) as { items: unknown[] }).items.length;
        })
        .toBe(1);

      await signInTo(page, MANAGER, language, '/admin/guests');
      await page.getByRole('textbox', { name: word.search }).fill(`${family.toLowerCase().replace('ё', 'е')} а`);
      await expect(page.getByRole('link', { name: `Анна ${family}` })).toBeVisible();
      await expect(names(page)).toHaveCount(1);
      await page.getByRole('textbox', { name: word.search }).fill(family);
      await expect(names(page)).toHaveText([`Анна ${family}`, `Вера ${family}`]);
      await page.getByRole('button', { name: word.points }).click();
      await expect(names(page)).toHaveCount(2);
      expect(page.url()).not.toContain(encodeURIComponent(family));
      await page.reload();
      await expect(page.getByRole('columnheader', { name: word.points })).toHaveAttribute('aria-sort', 'descending');
      await expect(names(page)).toHaveCount(2);

      await page.getByRole('button', { name: word.filters }).click();
      await page.getByLabel(word.from).fill('1500');
      await page.getByRole('button', { name: word.apply }).click();
      await expect(page).toHaveURL(/pointsFrom=1500/);
      await expect(names(page)).toHaveText([`Анна ${family}`]);
      await picture('1-filtered');
      await expectNoViolations(page);
      await expectToFit(page, width);
      await page.goBack();
      await expect(names(page)).toHaveCount(2);
      await page.goForward();
      await expect(names(page)).toHaveCount(1);

      await page.getByRole('button', { name: word.columns }).click();
      await page.getByRole('checkbox', { name: word.card, exact: true }).click();
      await picture('2-columns');
      await expectNoViolations(page);
      await page.keyboard.press('Escape');
      await page.reload();
      await expect(page.getByRole('columnheader', { name: word.card, includeHidden: true })).toHaveCount(1);
      const saved = page.waitForEvent('download');
      await page.getByRole('button', { name: word.export, exact: true }).click();
      const file = await readFile(await (await saved).path(), 'utf8');
      expect(file.split('\r\n')[0]).toContain('name,phone,card_number');
      expect(file).toContain(`Анна ${family}`);
      expect(file).not.toContain('Вера');

      await names(page).first().focus();
      await page.keyboard.press('Enter');
      await expect(page).toHaveURL(new RegExp(`/guests/${anna}$`));
      const story = page.getByRole('region', { name: word.story });
      await expect(story).toContainText('Маргарита × 2');
      await picture('3-guest');
      await expectNoViolations(page);
      await expectToFit(page, width);
    });
  });
}

const names = (page: Page) => page.locator('tbody a');
