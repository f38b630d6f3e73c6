import { expect, test } from '@playwright/test';
import { randomUUID } from 'node:crypto';
import { expectNoViolations } from './cashier-till';
import { signInTo } from './console-desk';
import { LOOKS } from './harness/looks';
import { keepPicture } from './harness/pictures';
import { MANAGER } from './other-network';

const WORDS = {
  ru: {
    title: 'Интеграции',
    new: 'Новое подключение',
    name: 'Название',
    addPlace: 'Добавить кассу',
    organization: 'Ресторан там',
    till: 'Касса здесь',
    missing: 'Укажите ресторан и выберите кассу в каждой строке или удалите строку.',
    salt: 'Соль подписи White Server',
    addText: 'Добавить сообщение',
    status: 'Статус',
    text: 'Текст',
    textMissing: 'Укажите статус и текст в каждой строке или удалите строку.',
    create: 'Создать',
    kept: 'Адреса введены',
    test: 'Проверить: ',
    run: 'Проверить',
    called: 'Кассовая система обращалась: требует внимания',
    failing: 'Сбой',
    refused: 'Касса не назначена',
    late: /без баллов или с отсрочкой 3 из 200 \(1,5\s%\): сервер не успел/,
    show: 'Показать',
    body: 'Событие, как оно пришло',
    retry: 'Повторить обработку',
    remove: 'Удалить: ',
    confirm: 'Удалить',
  },
  en: {
    title: 'Integrations',
    new: 'New connection',
    name: 'Name',
    addPlace: 'Add a till',
    organization: 'Restaurant there',
    till: 'Till here',
    missing: 'Enter the restaurant and choose a till in each row, or remove the row.',
    salt: "Salt of White Server's signature",
    addText: 'Add a message',
    status: 'Status',
    text: 'Text',
    textMissing: 'Enter a status and a text in each row, or remove the row.',
    create: 'Create',
    kept: 'I have entered them',
    test: 'Test: ',
    run: 'Test',
    called: 'The till system has called: needs attention',
    failing: 'Failing',
    refused: 'The till is not assigned',
    late: /3 of 200 \(1\.5%\) without points or recorded later, the server was too slow/,
    show: 'Show',
    body: 'Event as it came',
    retry: 'Try again',
    remove: 'Remove: ',
    confirm: 'Remove',
  },
} as const;

for (const { language, width } of LOOKS) {
  const word = WORDS[language];

  test.describe(`in ${language} at ${String(width)} px`, () => {
    test.use({ viewport: { width, height: 900 } });

    test('a till system is connected, tested, looked at and removed', async ({ page, request, baseURL }) => {
      const name = `R-Keeper ${randomUUID().slice(0, 8)}`;
      await signInTo(page, MANAGER, language);
      await page.goto('/admin/integrations');
      await expect(page.getByRole('heading', { name: word.title, exact: true })).toBeVisible();
      await page.getByRole('button', { name: word.new }).click();
      const dialog = page.getByRole('dialog');
      await dialog.getByLabel(word.name, { exact: true }).fill(name);
      await dialog.getByRole('button', { name: word.addPlace }).click();
      await dialog.getByRole('button', { name: word.create, exact: true }).click();
      await expect(dialog.getByText(word.missing)).toBeVisible();
      await dialog.getByLabel(word.organization).fill('1');
      await dialog.getByLabel(word.till).selectOption({ index: 1 });
      await dialog.getByLabel(word.salt).fill('salt-demo');
      await dialog.getByRole('button', { name: word.addText }).click();
      await dialog.getByRole('button', { name: word.create, exact: true }).click();
      await expect(dialog.getByText(word.textMissing)).toBeVisible();
      await dialog.getByLabel(word.status, { exact: true }).fill('COOKING');
      await dialog.getByLabel(word.text, { exact: true }).fill('{order}');
      await expectNoViolations(page);
      await dialog.getByRole('button', { name: word.create, exact: true }).click();
      const address = await dialog.getByLabel('TransactionsEx').inputValue();
      await expect(dialog.getByLabel('White Server', { exact: true })).toHaveValue(/\/whiteserver$/);
      await expectNoViolations(page);
      await keepPicture(page, `integrations-addresses-${language}`);
      await dialog.getByRole('button', { name: word.kept }).click();

      await page.getByRole('button', { name: `${word.test}${name}` }).click();
      await dialog.getByRole('button', { name: word.run, exact: true }).click();
      await expect(dialog.getByText(word.called)).toBeVisible();
      await page.keyboard.press('Escape');
      await expect(page.getByText(word.failing).first()).toBeVisible();

      const today = new Date().toISOString().slice(0, 10);
      const row = `<TransactionsEx Card="1" Account="0" Kind="3" Summa="100" Restaurant="9" RKDate="${today}" RKUni="1" RKCheck="7"/>`;
      const sent = await request.post(new URL(new URL(address).pathname, baseURL).href, {
        data: `<ROOT>${row}</ROOT>`,
        headers: { 'Content-Type': 'text/xml' },
      });
      expect(await sent.text()).toContain('Result="1"');
      // The real server answers in time, so the test puts three late calls into the answer.
      await page.route(/\/api\/integrations\/connections(\?|$)/, async (route) => {
        const response = await route.fetch();
        const body = (await response.json()) as { items: { name: string; calls: object[] }[] };
        for (const item of body.items) if (item.name === name) item.calls = [{ date: today, all: 200, late: 3 }];
        await route.fulfill({ response, json: body });
      });
      await page.reload();
      await expect(page.getByText(word.refused).first()).toBeVisible();
      await expect(page.getByText(word.late)).toBeVisible();
      await expectNoViolations(page);
      await keepPicture(page, `integrations-${language}`);
      await page
        .getByRole('button', { name: new RegExp(`^${word.show}`) })
        .first()
        .click();
      await expect(dialog.getByLabel(word.body)).toContainText('RKCheck="7"');
      await dialog.getByRole('button', { name: word.retry }).click();
      await expect(dialog).toBeHidden();

      await page.getByRole('button', { name: `${word.remove}${name}` }).click();
      await dialog.getByRole('button', { name: word.confirm, exact: true }).click();
      await expect(page.getByRole('button', { name: `${word.test}${name}` })).toBeHidden();
    });
  });
}
