import { expect, test } from '@playwright/test';
import { randomUUID } from 'node:crypto';
import { IikoDouble } from '../doubles/iiko-double';
import { expectNoViolations } from './cashier-till';
import { signInTo } from './console-desk';
import { keepPicture } from './harness/pictures';
import { MANAGER } from './other-network';

const WORDS = {
  ru: {
    new: 'Новое подключение',
    kind: 'Кассовая система',
    name: 'Название',
    login: 'API-логин',
    address: 'Адрес сервера',
    create: 'Создать',
    webhook: 'Настроить вебхук в iiko',
    entered: 'Ресторан: готово',
    kept: 'Адреса введены',
    change: 'Изменить: ',
    load: 'Загрузить списки из iiko',
    loaded: 'Загружено: мест 2, категорий меню 1.',
    add: 'Добавить места из iiko (2)',
    till: 'Касса здесь',
    payment: 'Тип оплаты, который означает баллы',
    points: 'Баллы',
    mirror: 'Держать кошельки iikoCard равными баллам',
    organization: 'Организация в iikoCard',
    program: 'Программа iikoCard',
    programNeeded: 'Выберите организацию и программу iikoCard или выключите кошельки.',
    save: 'Сохранить',
    test: 'Проверить: ',
    run: 'Проверить',
    right: 'Вебхук: в порядке',
    work: 'Фоновая работа: ',
    now: 'Сверить сейчас',
    read: 'Прочитано закрытых и отменённых заказов: 1, из них новых: 1',
    remove: 'Удалить: ',
    confirm: 'Удалить',
  },
  en: {
    new: 'New connection',
    kind: 'Till system',
    name: 'Name',
    login: 'API login',
    address: 'Server address',
    create: 'Create',
    webhook: 'Set up the webhook in iiko',
    entered: 'Ресторан: done',
    kept: 'I have entered them',
    change: 'Change: ',
    load: 'Load lists from iiko',
    loaded: 'Loaded: places 2, menu categories 1.',
    add: 'Add the places of iiko (2)',
    till: 'Till here',
    payment: 'Payment type that stands for points',
    points: 'Баллы',
    mirror: 'Keep iikoCard wallets equal to the points',
    organization: 'Organisation in iikoCard',
    program: 'iikoCard programme',
    programNeeded: 'Choose the organisation and the iikoCard programme, or switch the wallets off.',
    save: 'Save',
    test: 'Test: ',
    run: 'Test',
    right: 'Webhook: OK',
    work: 'Background work: ',
    now: 'Compare now',
    read: 'Closed and cancelled orders read: 1, new among them: 1',
    remove: 'Remove: ',
    confirm: 'Remove',
  },
} as const;

for (const [language, width] of [
  ['ru', 390],
  ['en', 1_440],
] as const) {
  const word = WORDS[language];

  test.describe(`in ${language} at ${String(width)} px`, () => {
    test.use({ viewport: { width, height: 900 } });
    let double: IikoDouble;
    test.beforeAll(async () => {
      double = await IikoDouble.start();
    });
    test.afterAll(() => double.stop());

    test('iiko is set up from its own lists, tested and compared', async ({ page }) => {
      const name = `iiko ${randomUUID().slice(0, 8)}`;
      double.products.set('wine', 'Вино');
      await signInTo(page, MANAGER, language);
      await page.goto('/admin/integrations');
      await page.getByRole('button', { name: word.new }).click();
      const dialog = page.getByRole('dialog');
      await dialog.getByLabel(word.kind, { exact: true }).selectOption('IIKO');
      await dialog.getByLabel(word.name, { exact: true }).fill(name);
      await dialog.getByLabel(word.login, { exact: true }).fill(double.apiLogin);
      await dialog.getByLabel(word.address).fill(double.url);
      await dialog.getByRole('button', { name: word.create, exact: true }).click();
      await dialog.getByRole('button', { name: word.webhook }).click();
      await expect(dialog.getByText(word.entered)).toBeVisible();
      await expectNoViolations(page);
      await dialog.getByRole('button', { name: word.kept }).click();

      await page.getByRole('button', { name: `${word.change}${name}` }).click();
      await dialog.getByRole('button', { name: word.load }).click();
      await expect(dialog.getByText(word.loaded)).toBeVisible();
      await dialog.getByRole('button', { name: word.add }).click();
      for (const at of [0, 1]) await dialog.getByLabel(word.till).nth(at).selectOption({ index: 1 });
      await dialog.getByLabel(word.payment).selectOption({ label: word.points });
      await dialog.getByLabel(word.mirror).check();
      await dialog.getByRole('button', { name: word.save, exact: true }).click();
      await expect(dialog.getByText(word.programNeeded)).toBeVisible();
      await dialog.getByLabel(word.organization).selectOption({ index: 1 });
      await dialog.getByLabel(word.program).selectOption({ index: 1 });
      await expectNoViolations(page);
      await keepPicture(page, `iiko-options-${language}`);
      // The network of the tests keeps its wallets.
      await dialog.getByLabel(word.mirror).uncheck();
      await dialog.getByRole('button', { name: word.save, exact: true }).click();
      await expect(dialog).toBeHidden();

      await page.getByRole('button', { name: `${word.test}${name}` }).click();
      await dialog.getByRole('button', { name: word.run, exact: true }).click();
      await expect(dialog.getByText(word.right)).toBeVisible();
      await page.keyboard.press('Escape');

      // Cancelled, so that the network of the tests gets no receipt by it.
      double.change(double.delivery(randomUUID(), Date.now() + 1_000, { status: 'Cancelled' }));
      await page.getByRole('button', { name: `${word.work}${name}` }).click();
      await dialog.getByRole('button', { name: word.now }).click();
      await expect(dialog.getByText(word.read)).toBeVisible();
      await expectNoViolations(page);
      await keepPicture(page, `iiko-work-${language}`);
      await page.keyboard.press('Escape');

      await page.getByRole('button', { name: `${word.remove}${name}` }).click();
      await dialog.getByRole('button', { name: word.confirm, exact: true }).click();
      await expect(page.getByRole('button', { name: `${word.test}${name}` })).toBeHidden();
    });
  });
}
