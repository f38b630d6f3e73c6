import { expect, test } from '@playwright/test';
import { randomInt } from 'node:crypto';
import { expectNoViolations, registerGuest } from './cashier-till';
import { changeSettings, MANAGER, signInTo } from './console-desk';
import { keepPicture } from './harness/pictures';
import { expectToFit } from './rewards-desk';

const WORDS = {
  ru: {
    today: 'Сегодня',
    block: 'Заблокировать гостя',
    reason: 'Причина',
    other: 'Другое',
    blockSubmit: 'Заблокировать',
    isBlocked: /Гость заблокирован/,
    unblock: 'Разблокировать гостя',
    unblockSubmit: 'Разблокировать',
    phone: 'Сменить телефон',
    newPhone: 'Новый телефон',
    sendCode: 'Отправить код',
    code: 'Код из сообщения',
    setPhone: 'Сохранить новый телефон',
    replace: 'Заменить утерянную карту',
    replaceSubmit: 'Выдать новый номер',
    print: 'Распечатать карту',
    qr: 'QR-код карты',
    wrong: 'Неверный код',
  },
  en: {
    today: 'Today',
    block: 'Block guest',
    reason: 'Reason',
    other: 'Other',
    blockSubmit: 'Block',
    isBlocked: /This guest is blocked/,
    unblock: 'Unblock guest',
    unblockSubmit: 'Unblock',
    phone: 'Change phone',
    newPhone: 'New phone',
    sendCode: 'Send code',
    code: 'Code from the message',
    setPhone: 'Save new phone',
    replace: 'Replace lost card',
    replaceSubmit: 'Issue new number',
    print: 'Print card',
    qr: 'QR code of the card',
    wrong: 'The code is wrong',
  },
} as const;

const LOOKS = [
  { language: 'ru', colorScheme: 'light', width: 390 },
  { language: 'en', colorScheme: 'dark', width: 1440 },
] as const;

for (const { language, colorScheme, width } of LOOKS) {
  const word = WORDS[language];

  test.describe(`in ${language}, ${colorScheme}, at ${String(width)} px`, () => {
    test.use({ viewport: { width, height: 900 }, colorScheme });
    const picture = (name: string) => `guest-credentials-${name}-${String(width)}-${language}-${colorScheme}`;

    test('a manager blocks a guest, changes the phone by a code, replaces the card and prints it', async ({
      page,
      request,
    }) => {
      await changeSettings(request, { cards: { staticQrAllowed: true } });
      const guest = await registerGuest(request);
      await signInTo(page, MANAGER, language, `/admin/guests/${guest.id}`);
      const dialog = page.getByRole('dialog');

      await page.getByRole('button', { name: word.block }).click();
      await expectNoViolations(page);
      await dialog.getByLabel(word.reason).selectOption(word.other);
      await dialog.getByRole('button', { name: word.blockSubmit }).click();
      await expect(page.getByText(word.isBlocked)).toBeVisible();
      await keepPicture(page, picture('1-blocked'));
      await expectNoViolations(page);
      await expectToFit(page, width);
      await page.getByRole('button', { name: word.unblock }).click();
      await dialog.getByLabel(word.reason).selectOption(word.other);
      await dialog.getByRole('button', { name: word.unblockSubmit }).click();
      await expect(page.getByText(word.isBlocked)).toHaveCount(0);

      const phone = `+7903${String(randomInt(10_000_000)).padStart(7, '0')}`;
      await page.getByRole('button', { name: word.phone }).click();
      await dialog.getByLabel(word.newPhone).fill(phone);
      await dialog.getByRole('button', { name: word.sendCode }).click();
      await dialog.getByLabel(word.code).fill('1');
      await dialog.getByRole('button', { name: word.setPhone }).click();
      await expect(dialog.getByRole('alert')).toContainText(word.wrong);
      await keepPicture(page, picture('2-code'));
      await expectNoViolations(page);
      const outbox = await request.get('/api/dev/outbox', { params: { to: phone } });
      const { items } = (await outbox.json()) as { items: { body: string }[] };
      await dialog.getByLabel(word.code).fill(/\d{6}/.exec(items[0]?.body ?? '')?.[0] ?? '');
      await dialog.getByRole('button', { name: word.setPhone }).click();
      await expect(dialog).toHaveCount(0);
      await expect(page.getByText(phone.slice(-2)).first()).toBeVisible();

      await page.getByRole('button', { name: word.replace }).click();
      await expectNoViolations(page);
      await dialog.getByRole('button', { name: word.replaceSubmit }).click();
      await expect(dialog).toHaveCount(0);

      await page.getByRole('link', { name: word.print }).click();
      await expect(page.getByRole('heading', { level: 1, name: word.print })).toBeVisible();
      await expect(page.getByRole('img', { name: word.qr })).toBeVisible();
      await keepPicture(page, picture('3-card'));
      await expectNoViolations(page);
      await expectToFit(page, width);
    });
  });
}
