import { expect, test } from '@playwright/test';
import { expectNoViolations, registerGuest } from './cashier-till';
import { addColleague, asManager, MANAGER, signInTo } from './console-desk';
import { LOOKS } from './harness/looks';
import { keepPicture } from './harness/pictures';
import { expectToFit } from './rewards-desk';

const WORDS = {
  ru: {
    today: 'Сегодня',
    profile: 'Профиль',
    edit: 'Изменить профиль',
    name: 'Имя',
    birthday: 'День рождения',
    born: '5 апреля 1990',
    note: 'Заметка',
    save: 'Сохранить',
    manual: 'Корректировка баллов',
    add: 'Начислить',
    points: 'Баллы',
    reason: 'Причина',
    apology: 'Извинение за ошибку',
    give: 'Начислить 250 баллов',
    given: 'начислено 250 баллов',
    giveMany: 'Начислить 20 000 баллов',
    close: 'Закрыть',
    cards: 'Дубли карт',
    merge: 'Объединить с другой картой',
    who: 'Чья карта',
    points400: /Сюда перейд.т 400 баллов .*станет 750/,
    submit: /^Объединить: /,
    reasonNeeded: 'Укажите причину в двух словах.',
    hasCard: /Вторая карта этого гостя/,
    isSource: 'Это вторая карта другого гостя',
    isCard: /Эта карта принадлежит/,
    story: 'История баллов',
    gone: '−400 баллов',
    undo: 'Разъединить',
    undone: /снова отдельный гость, со всем/,
  },
  en: {
    today: 'Today',
    profile: 'Profile',
    edit: 'Edit profile',
    name: 'Name',
    birthday: 'Birthday',
    born: '5 April 1990',
    note: 'Note',
    save: 'Save',
    manual: 'Adjust points',
    add: 'Add',
    points: 'Points',
    reason: 'Reason',
    apology: 'Apology for a mistake',
    give: 'Add 250 points',
    given: 'received 250 points',
    giveMany: 'Add 20,000 points',
    close: 'Close',
    cards: 'Duplicate cards',
    merge: 'Merge with another card',
    who: 'Other guest',
    points400: /400 points move here .* balance is 750/,
    submit: /^Merge .* into this guest/,
    reasonNeeded: 'Enter a short reason.',
    hasCard: /Merged into this guest/,
    isSource: 'This card was merged into another guest',
    isCard: /This card has belonged to this guest/,
    story: 'Points history',
    gone: '−400 points',
    undo: 'Undo the merge',
    undone: /is a separate guest again, with everything/,
  },
} as const;

for (const { language, colorScheme, width } of LOOKS) {
  const word = WORDS[language];

  test.describe(`in ${language}, ${colorScheme}, at ${String(width)} px`, () => {
    test.use({ viewport: { width, height: 900 }, colorScheme });
    const picture = (name: string) => `guest-profile-${name}-${String(width)}-${language}-${colorScheme}`;

    test('a manager corrects a profile, gives points with a reason, merges two cards and parts them again', async ({
      page,
      request,
    }) => {
      const guest = await registerGuest(request);
      const other = await registerGuest(request, 300);
      await signInTo(page, MANAGER, language, `/admin/guests/${guest.id}`);
      const dialog = page.getByRole('dialog');

      // A value that the server refuses is marked at its field; the other values stay as typed.
      await page.getByRole('button', { name: word.edit }).click();
      await dialog.getByLabel(word.name, { exact: true }).fill('Вера Новая');
      await dialog.getByLabel(word.birthday).fill('2999-04-05');
      await dialog.getByLabel(word.note).fill('Столик у окна');
      await dialog.getByRole('button', { name: word.save }).click();
      await expect(dialog.getByRole('alert')).toBeVisible();
      await keepPicture(page, picture('1-edit'));
      await expectNoViolations(page);
      await dialog.getByLabel(word.birthday).fill('1990-04-05');
      await dialog.getByRole('button', { name: word.save }).click();
      await expect(dialog).toHaveCount(0);
      const profile = page.getByRole('region', { name: word.profile });
      await expect(profile).toContainText(word.born);
      await expect(profile).toContainText('Столик у окна');
      await expect(page.getByRole('heading', { level: 1, name: 'Вера Новая' })).toBeVisible();

      await page.getByRole('button', { name: word.manual }).click();
      await dialog.getByText(word.add, { exact: true }).click();
      await dialog.getByLabel(word.points, { exact: true }).fill('250');
      await dialog.getByLabel(word.reason).selectOption({ label: word.apology });
      await keepPicture(page, picture('2-manual'));
      await expectNoViolations(page);
      await dialog.getByRole('button', { name: word.give }).click();
      await expect(dialog.getByRole('status')).toContainText(word.given);
      await dialog.getByRole('button', { name: word.close }).last().click();

      const cards = page.getByRole('region', { name: word.cards });
      await cards.getByRole('button', { name: word.merge }).click();
      await dialog.getByRole('combobox', { name: word.who }).fill(other.phone.slice(-4));
      await page.getByRole('option', { name: other.name }).click();
      await expect(dialog.getByText(word.points400)).toBeVisible();
      await dialog.getByRole('button', { name: word.submit }).click();
      await expect(dialog.getByText(word.reasonNeeded)).toBeVisible();
      await keepPicture(page, picture('3-merge'));
      await expectNoViolations(page);
      await dialog.getByLabel(word.reason).fill('one person');
      await dialog.getByRole('button', { name: word.submit }).click();
      await expect(cards).toContainText(word.hasCard);
      await expect(cards).toContainText(other.name);
      await keepPicture(page, picture('4-merged'));
      await expectNoViolations(page);
      await expectToFit(page, width);

      // The other card names its guest, and its page can undo the merge too.
      await cards.getByRole('link', { name: other.name }).click();
      await expect(cards).toContainText(word.isCard);
      const target = page.getByRole('region', { name: word.isSource }).getByRole('link', { name: /Вера Новая/ });
      await expect(target).toHaveAttribute('href', new RegExp(`${guest.id}$`));
      await expect(page.getByRole('button', { name: word.manual })).toHaveCount(0);
      await expect(page.getByRole('region', { name: word.story })).toContainText(word.gone);
      await expect(cards.getByRole('button', { name: word.merge })).toHaveCount(0);
      await cards.getByRole('button', { name: word.undo }).click();
      await dialog.getByLabel(word.reason).fill('do not match');
      await dialog.getByRole('button', { name: word.undo }).click();
      await expect(dialog.getByRole('status')).toContainText(word.undone);
      await keepPicture(page, picture('5-undone'));
      await expectNoViolations(page);
      await dialog.getByRole('button', { name: word.close }).last().click();
      await expect(cards.getByRole('button', { name: word.merge })).toBeVisible();
      const balance = await request.get(`/api/guests/${other.id}/balance`, { headers: await asManager(request) });
      expect(await balance.json()).toMatchObject({ available: 400 });
    });
  });
}

test('points above the manager’s own limit wait for another one', async ({ page, request }) => {
  const word = WORDS.en;
  const guest = await registerGuest(request);
  await signInTo(page, MANAGER, 'en', `/admin/guests/${guest.id}`);
  await page.getByRole('button', { name: word.manual }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByText(word.add, { exact: true }).click();
  await dialog.getByLabel(word.points, { exact: true }).fill('20000');
  await dialog.getByLabel(word.reason).selectOption({ label: word.apology });
  await dialog.getByRole('button', { name: word.giveMany }).click();
  await expect(dialog.getByRole('status')).toContainText('needs approval by another manager');
});

test('an analyst sees no guest', async ({ page, request }) => {
  const guest = await registerGuest(request);
  await signInTo(page, await addColleague(request, 'analyst'), 'en', `/admin/guests/${guest.id}`);
  await expect(page.getByText('Your role does not allow this')).toBeVisible();
  await expect(page.getByRole('button', { name: WORDS.en.edit })).toHaveCount(0);
});
