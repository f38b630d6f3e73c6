import { expect, test } from '@playwright/test';
import { randomUUID } from 'node:crypto';
import { expectNoViolations } from './cashier-till';
import { signInTo } from './console-desk';
import { LOOKS } from './harness/looks';
import { keepPicture } from './harness/pictures';
import { MANAGER } from './other-network';

const WORDS = {
  ru: {
    new: 'Новый партнёр',
    name: 'Название',
    code: 'Код',
    codeNeeded: 'Введите код из заглавных латинских букв, цифр и _.',
    benefits: 'Преимущества по-русски',
    burnPerDay: 'Списывает баллов в день',
    create: 'Создать',
    change: 'Изменить: ',
    open: 'Начисляет и списывает баллы',
    save: 'Сохранить',
    closed: ', закрыт',
    settlements: 'Расчёты: ',
    none: 'Расчётов пока нет',
    settle: 'Закрыть период сейчас',
    key: 'Новый ключ: ',
    makeKey: 'Создать ключ',
  },
  en: {
    new: 'New partner',
    name: 'Name',
    code: 'Code',
    codeNeeded: 'Enter a code of capital letters, digits and _.',
    benefits: 'Benefits, in Russian',
    burnPerDay: 'Points it takes a day',
    create: 'Create',
    change: 'Change: ',
    open: 'Gives and takes points',
    save: 'Save',
    closed: ', closed',
    settlements: 'Settlements: ',
    none: 'No settlements yet',
    settle: 'Close the period now',
    key: 'New key: ',
    makeKey: 'Create key',
  },
} as const;

for (const { language, width } of LOOKS) {
  const word = WORDS[language];

  test.describe(`in ${language} at ${String(width)} px`, () => {
    test.use({ viewport: { width, height: 900 } });

    test('a partner is created, looked at, given a key and closed', async ({ page }) => {
      const code = `P${randomUUID().slice(0, 8).toUpperCase()}`;
      const name = `Roasters ${code}`;
      await signInTo(page, MANAGER, language);
      await page.goto('/admin/integrations');
      await page.getByRole('button', { name: word.new }).click();
      const dialog = page.getByRole('dialog');
      await dialog.getByLabel(word.name, { exact: true }).fill(name);
      await dialog.getByRole('button', { name: word.create, exact: true }).click();
      await expect(dialog.getByText(word.codeNeeded)).toBeVisible();
      await dialog.getByLabel(word.code, { exact: true }).fill(code);
      await dialog.getByLabel(word.benefits, { exact: true }).fill('Балл за каждую чашку');
      await dialog.getByLabel(word.burnPerDay, { exact: true }).fill('5000');
      await expectNoViolations(page);
      await dialog.getByRole('button', { name: word.create, exact: true }).click();
      await expect(dialog).toBeHidden();

      await page.getByRole('button', { name: `${word.settlements}${name}` }).click();
      await expect(dialog.getByText(word.none)).toBeVisible();
      await expect(dialog.getByRole('button', { name: word.settle })).toBeDisabled();
      await expectNoViolations(page);
      await keepPicture(page, `partners-settlements-${language}`);
      await page.keyboard.press('Escape');

      await page.getByRole('button', { name: `${word.key}${name}` }).click();
      await dialog.getByRole('button', { name: word.makeKey, exact: true }).click();
      await expect(dialog.getByRole('status')).toBeVisible();
      await page.keyboard.press('Escape');

      await page.getByRole('button', { name: `${word.change}${name}` }).click();
      await dialog.getByRole('switch', { name: word.open }).uncheck();
      await dialog.getByRole('button', { name: word.save, exact: true }).click();
      await expect(page.getByText(`${code}${word.closed}`)).toBeVisible();
      await keepPicture(page, `partners-${language}`);
    });
  });
}
