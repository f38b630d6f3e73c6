import { expect, test } from '@playwright/test';
import { randomInt } from 'node:crypto';
import { expectNoViolations } from './cashier-till';
import { signInTo } from './console-desk';
import { SWAPPED_LOOKS } from './harness/looks';
import { keepPicture } from './harness/pictures';
import { deskOf, type Listed, MANAGER, registerThere } from './other-network';
import { expectToFit } from './rewards-desk';

const WORDS = {
  ru: {
    grid: 'Сетка RFM',
    cell: /Давность \d, ценность \d: [1-9]/,
    ofCell: 'Создать сегмент из ячейки',
    ofName: 'Создать сегмент «Чемпионы»',
    name: 'Название по-русски',
    code: 'Код',
    make: 'Создать сегмент',
    champions: 'Чемпионы',
    recency: 'Оценка давности (0–5)',
    counted: /Сейчас подход/,
    spendInDays: 'Потратил за последние дни',
    days: 'Число дней',
    value: 'Значение',
    rule: 'Условия сегмента',
    other: 'С каким сегментом сравнить',
    both: /в обоих сегментах/,
    empty: 'Покупок пока нет',
  },
  en: {
    grid: 'RFM grid',
    cell: /Recency \d, value \d: [1-9]/,
    ofCell: 'Create a segment from this cell',
    ofName: 'Create segment “Champions”',
    name: 'Name in English',
    code: 'Code',
    make: 'Create segment',
    champions: 'Champions',
    recency: 'Recency score (0–5)',
    counted: /match(es)? now/,
    spendInDays: 'Spend in the last days',
    days: 'Number of days',
    value: 'Value',
    rule: 'Segment rules',
    other: 'Compare with',
    both: /in both segments/,
    empty: 'No purchases yet',
  },
} as const;

for (const { language, colorScheme, width } of SWAPPED_LOOKS) {
  const word = WORDS[language];

  test.describe(`in ${language}, ${colorScheme}, at ${String(width)} px`, () => {
    test.use({ viewport: { width, height: 900 }, colorScheme });
    const picture = (name: string) => `rfm-${name}-${String(width)}-${language}-${colorScheme}`;

    test('a manager opens a cell of the grid by keyboard, makes a segment from it, and compares two', async ({
      page,
      request,
    }) => {
      const desk = await deskOf(request);
      const code = `R${String(randomInt(1_000_000_000))}`;
      const guest = await registerThere(desk);
      const other = await desk.send<{ id: string }>('POST', '/api/segments', {
        code: `${code}-L`,
        name: `List ${code}`,
        rule: null,
      });
      const restaurants = await desk.get<Listed<{ id: string }>>('/api/restaurants');
      const tills = await desk.get<Listed<{ id: string }>>(
        `/api/restaurants/${restaurants.items[0]?.id ?? ''}/points-of-sale`,
      );
      const sale = { type: 'SALE', pointOfSaleId: tills.items[0]?.id, amount: 90_000 };
      await desk.send('POST', `/api/guests/${guest.id}/transaction`, sale);
      // The limits are made anew within a minute after the first purchases.
      await expect
        .poll(async () => (await desk.get<{ guests: number }>('/api/segments/rfm')).guests, { timeout: 150_000 })
        .toBeGreaterThan(0);
      await desk.send('POST', `/api/segments/${other.id}/members`, { guestIds: [guest.id], isIn: true });
      await signInTo(page, MANAGER, language, '/admin/segments/rfm');
      const grid = page.getByRole('table', { name: word.grid });
      await expect(grid.getByRole('button')).toHaveCount(25);
      const cell = grid.getByRole('button', { name: word.cell }).first();
      await cell.focus();
      await page.keyboard.press('Enter');
      await expect(cell).toHaveAttribute('aria-pressed', 'true');
      await expect(page.getByRole('link', { name: word.ofCell })).toBeVisible();
      await keepPicture(page, picture('1-grid'));
      await expectNoViolations(page);
      await expectToFit(page, width);
      await grid.getByRole('button').first().focus();
      await page.keyboard.press('ArrowDown');
      await page.keyboard.press('ArrowRight');
      await expect(grid.getByRole('button').nth(6)).toBeFocused();

      await page.getByRole('link', { name: word.ofCell }).click();
      const builder = page.getByRole('form', { name: word.rule });
      await expect(builder.getByRole('combobox').nth(1)).toHaveValue('rfmRecency');
      await expect(page.getByText(word.counted)).toBeVisible();
      await page.goBack();

      await page.getByRole('link', { name: word.ofName, exact: true }).last().click();
      await expect(page.getByRole('textbox', { name: word.name })).toHaveValue(word.champions);
      await page.getByRole('textbox', { name: word.name }).fill(`${word.champions} ${code}`);
      await page.getByRole('textbox', { name: word.code }).fill(code);
      await page.getByRole('button', { name: word.make }).click();
      await expect(page.getByRole('heading', { level: 1, name: `${word.champions} ${code}` })).toBeVisible();
      // Moves the pointer off the pressed button, so that no colour is fading.
      await page.mouse.move(0, 0);
      await page.reload();
      await page.getByRole('combobox', { name: word.other }).selectOption({ label: `List ${code}` });
      await expect(page.getByText(word.both)).toBeVisible();
      await keepPicture(page, picture('2-overlap'));
      await expectNoViolations(page);
      await expectToFit(page, width);
    });

    test('a condition within a number of days is counted, saved and shown again', async ({ page, request }) => {
      const desk = await deskOf(request);
      const code = `D${String(randomInt(1_000_000_000))}`;
      await signInTo(page, MANAGER, language, '/admin/segments/new');
      await page.getByRole('textbox', { name: word.name }).fill(`Days ${code}`);
      await page.getByRole('textbox', { name: word.code }).fill(code);
      const builder = page.getByRole('form', { name: word.rule });
      await builder.getByRole('combobox').nth(1).selectOption({ label: word.spendInDays });
      await builder.getByRole('textbox', { name: word.value }).fill('100');
      await builder.getByRole('textbox', { name: word.days }).fill('45');
      await expect(page.getByText(word.counted)).toBeVisible();
      await keepPicture(page, picture('3-days'));
      await expectNoViolations(page);
      await expectToFit(page, width);
      await page.getByRole('button', { name: word.make }).click();
      await expect(page.getByRole('heading', { level: 1, name: `Days ${code}` })).toBeVisible();
      await page.reload();
      await expect(builder.getByRole('textbox', { name: word.days })).toHaveValue('45');
      const { items } = await desk.get<{ items: { code: string; rule: object }[] }>('/api/segments?limit=200');
      expect(items.find((segment) => segment.code === code)?.rule).toMatchObject({
        rules: [{ field: 'spendInDays', value: 10_000, days: 45 }],
      });
    });
  });
}
