import { expect, test } from '@playwright/test';
import { randomUUID } from 'node:crypto';
import { expectNoViolations } from './cashier-till';
import { goTo, signInTo } from './console-desk';
import { SWAPPED_LOOKS } from './harness/looks';
import { keepPicture } from './harness/pictures';
import { MANAGER } from './other-network';

const WORDS = {
  ru: {
    title: 'Меню',
    new: 'Новая позиция',
    name: 'Название по-русски',
    price: 'Цена',
    code: 'Код',
    save: 'Сохранить',
    import: 'Загрузить файл',
    file: 'Файл',
    removeFile: 'Убрать файл',
    submit: 'Загрузить',
    inFile: 'В файле 1 позиция.',
    wrong: 'Строка 3',
    imported: 'Меню загружено',
    done: 'Готово',
    search: 'Название, код или категория',
    archive: 'Убрать из меню: ',
    putBack: 'Вернуть в меню: ',
    costs: 'Изменить себестоимость',
    drinks: 'Drinks: доля от цены',
    wrongCost: 'Введите процент от 0 до 100 или оставьте поле пустым.',
    typed: '28,5',
    shown: '28,5 %',
  },
  en: {
    title: 'Menu',
    new: 'New item',
    name: 'Name in Russian',
    price: 'Price',
    code: 'Code',
    save: 'Save',
    import: 'Import a file',
    file: 'File',
    removeFile: 'Remove the file',
    submit: 'Import',
    inFile: '1 item in the file.',
    wrong: 'Line 3',
    imported: 'Menu imported',
    done: 'Done',
    search: 'Name, code or category',
    archive: 'Take off the menu: ',
    putBack: 'Put back on the menu: ',
    costs: 'Change food cost',
    drinks: 'Drinks: part of the price',
    wrongCost: 'Enter per cent from 0 to 100, or leave it empty.',
    typed: '28.5',
    shown: '28.5%',
  },
} as const;

for (const { language, colorScheme, width } of SWAPPED_LOOKS) {
  const word = WORDS[language];

  test.describe(`in ${language}, ${colorScheme}, at ${String(width)} px`, () => {
    test.use({ colorScheme, viewport: { width, height: 900 } });

    test('the menu is written by hand and from a file, and an item is taken off and put back', async ({ page }) => {
      const code = `m${randomUUID().slice(0, 8)}`;
      await signInTo(page, MANAGER, language);
      await goTo(page, word.title);
      await expect(page.getByRole('heading', { name: word.title, exact: true })).toBeVisible();
      await page.getByRole('button', { name: word.new }).click();
      const dialog = page.getByRole('dialog');
      await dialog.getByLabel(word.name).fill(`Борщ ${code}`);
      await dialog.getByLabel(word.price, { exact: true }).fill('4.50');
      await dialog.getByLabel(word.code, { exact: true }).fill(code);
      await expectNoViolations(page);
      await dialog.getByRole('button', { name: word.save }).click();
      await expect(dialog).toBeHidden();

      await page.getByRole('button', { name: word.import }).click();
      const text = `code,name_ru,category,price\n${code}-2,Чай ${code},Drinks,2.01\n,Хлеб,,1\n`;
      await dialog.locator('input[type=file]').setInputFiles({
        name: 'menu.csv',
        mimeType: 'text/csv',
        buffer: Buffer.from(text),
      });
      await expect(dialog).toContainText(word.inFile);
      await expect(dialog).toContainText(word.wrong);
      await expect(dialog.getByRole('button', { name: word.removeFile })).toBeVisible();
      await expectNoViolations(page);
      await dialog.getByRole('button', { name: word.submit, exact: true }).click();
      await expect(dialog).toContainText(word.imported);
      await dialog.getByRole('button', { name: word.done }).click();

      await page.getByLabel(word.search).fill(code);
      await expect(page.getByRole('row')).toHaveCount(3);
      const name = `Борщ ${code}`;
      await page.getByRole('button', { name: `${word.archive}${name}` }).click();
      await expect(page.getByRole('button', { name: `${word.putBack}${name}` })).toBeVisible();
      await expectNoViolations(page);
      await keepPicture(page, `menu-${language}-${colorScheme}-${String(width)}`);
      await page.getByRole('button', { name: `${word.putBack}${name}` }).click();
      await expect(page.getByRole('button', { name: `${word.archive}${name}` })).toBeVisible();

      await page.getByRole('button', { name: word.costs }).click();
      const drinks = dialog.getByLabel(word.drinks);
      await drinks.fill('101');
      await dialog.getByRole('button', { name: word.save }).click();
      await expect(dialog.getByText(word.wrongCost)).toBeVisible();
      await expectNoViolations(page);
      await keepPicture(page, `menu-costs-${language}-${colorScheme}-${String(width)}`);
      await drinks.fill(word.typed);
      await dialog.getByRole('button', { name: word.save }).click();
      await expect(dialog).toBeHidden();
      await expect(page.getByText(word.shown.replace(' ', '\u00a0'))).toBeVisible();
      await expectNoViolations(page);
    });
  });
}
