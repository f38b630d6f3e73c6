import { expect, test } from '@playwright/test';
import { randomUUID } from 'node:crypto';
import { WebhookReceiver } from '../doubles/webhook-receiver';
import { expectNoViolations } from './cashier-till';
import { signInTo } from './console-desk';
import { LOOKS } from './harness/looks';
import { keepPicture } from './harness/pictures';
import { MANAGER } from './other-network';

const WORDS = {
  ru: {
    new: 'Новый вебхук',
    name: 'Название',
    url: 'Адрес',
    events: 'События',
    create: 'Создать',
    needed: 'Укажите адрес.',
    secret: 'Секрет',
    kept: 'Секрет скопирован',
    deliveries: 'Доставки: ',
    none: 'Таких доставок нет',
    ping: 'Отправить проверку',
    received: /Проверка принята за/,
    failed: 'Проверка не прошла: ошибка сервера.',
    show: /^Показать доставку/,
    body: 'Тело запроса',
    resend: 'Отправить ещё раз',
    remove: 'Удалить: ',
    confirm: 'Удалить',
  },
  en: {
    new: 'New webhook',
    name: 'Name',
    url: 'Address',
    events: 'Events',
    create: 'Create',
    needed: 'Enter the address.',
    secret: 'Secret',
    kept: 'I have copied it',
    deliveries: 'Deliveries: ',
    none: 'No such deliveries',
    ping: 'Send a test',
    received: /The test was received in/,
    failed: 'The test failed: an error of the server.',
    show: /^Show the delivery/,
    body: 'Body as it is sent',
    resend: 'Send again',
    remove: 'Remove: ',
    confirm: 'Remove',
  },
} as const;

for (const { language, width } of LOOKS) {
  const word = WORDS[language];

  test.describe(`in ${language} at ${String(width)} px`, () => {
    test.use({ viewport: { width, height: 900 } });

    test('a webhook is created, tested, looked at and removed', async ({ page }) => {
      const receiver = await WebhookReceiver.start();
      const name = `Warehouse ${randomUUID().slice(0, 8)}`;
      await signInTo(page, MANAGER, language);
      await page.goto('/admin/integrations');
      await page.getByRole('button', { name: word.new }).click();
      const dialog = page.getByRole('dialog');
      await dialog.getByLabel(word.name, { exact: true }).fill(name);
      await dialog.getByLabel(word.events, { exact: true }).fill('webhook.none');
      await dialog.getByRole('button', { name: word.create, exact: true }).click();
      await expect(dialog.getByText(word.needed)).toBeVisible();
      await dialog.getByLabel(word.url, { exact: true }).fill(receiver.url);
      await dialog.getByRole('button', { name: word.create, exact: true }).click();
      await expect(dialog.getByLabel(word.events, { exact: true })).toHaveAttribute('aria-invalid', 'true');
      await dialog.getByLabel(word.events, { exact: true }).fill('segment.*\nguest.registered');
      await expectNoViolations(page);
      await dialog.getByRole('button', { name: word.create, exact: true }).click();
      await expect(dialog.getByLabel(word.secret, { exact: true })).toHaveValue(/^whsec_/);
      await expectNoViolations(page);
      await dialog.getByRole('button', { name: word.kept }).click();

      await page.getByRole('button', { name: `${word.deliveries}${name}` }).click();
      await expect(dialog.getByText(word.none)).toBeVisible();
      await dialog.getByRole('button', { name: word.ping }).click();
      await expect(dialog.getByText(word.received)).toBeVisible();
      receiver.respond = () => ({ status: 500 });
      await dialog.getByRole('button', { name: word.ping }).click();
      await expect(dialog.getByText(word.failed)).toBeVisible();
      await expectNoViolations(page);
      await keepPicture(page, `webhooks-deliveries-${language}`);
      await dialog.getByRole('button', { name: word.show }).first().click();
      await expect(dialog.getByLabel(word.body)).toContainText('webhook.ping');
      await expectNoViolations(page);
      await dialog.getByRole('button', { name: word.resend, exact: true }).click();
      await expect(dialog.getByRole('button', { name: word.ping })).toBeVisible();
      await page.keyboard.press('Escape');

      await page.getByRole('button', { name: `${word.remove}${name}` }).click();
      await dialog.getByRole('button', { name: word.confirm, exact: true }).click();
      await expect(page.getByRole('button', { name: `${word.deliveries}${name}` })).toBeHidden();
      await receiver.stop();
    });
  });
}
