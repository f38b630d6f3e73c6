import { expect, test } from '@playwright/test';
import { randomInt } from 'node:crypto';
import { expectNoViolations } from './cashier-till';
import { approveChangeOf, asManager, changeSettings, goTo, MANAGER, networkIdOf, signInTo } from './console-desk';
import { SWAPPED_LOOKS } from './harness/looks';
import { keepPicture } from './harness/pictures';
import { expectToFit } from './rewards-desk';

const WORDS = {
  ru: {
    restaurants: 'Рестораны',
    limit: 'Списание баллов без связи',
    edit: 'Изменить лимит',
    most: 'Максимум на одну кассу, в баллах',
    save: 'Сохранить лимит',
    second: 'Это должен согласовать второй менеджер.',
    limited: /2\s000 баллов, это 2\s000,00\s₽/,
    give: /^Разрешить списание без связи: /,
    points: 'Баллов всего',
    until: 'До',
    untilWrong: 'Выберите время в ближайшие 31 день.',
    risk: /может потерять здесь не больше 500,00\s₽/,
    submit: 'Разрешить 500 баллов',
    given: /Без связи: 500 баллов до/,
    end: /^Прекратить списание без связи: /,
    none: 'Списание без связи выключено.',
    newRestaurant: 'Новый ресторан',
    addRestaurant: 'Открыть ресторан',
    newTill: /^Новая касса: /,
    addTill: 'Добавить кассу',
    name: 'Название по-русски',
    nameNeeded: 'Введите название хотя бы на одном языке.',
    address: 'Адрес',
    code: 'Код',
    codeWrong: /^Латинские буквы/,
    codeTaken: 'Такой код в сети уже есть.',
    rename: /^Переименовать: /,
    saveName: 'Сохранить',
    close: /^Закрыть: /,
    closeYes: 'Закрыть сейчас',
    closeNo: 'Оставить открытым',
    tillStops: /^Продажи, списания и ручные начисления на этой кассе/,
    restaurantStops: /^Сразу остановится 1 касса/,
    open: /^Открыть снова: /,
    tillClosed: 'Закрыта: не продаёт.',
    closed: 'Закрыт: его кассы не продают.',
  },
  en: {
    restaurants: 'Restaurants',
    limit: 'Offline redemption',
    edit: 'Change limit',
    most: 'Maximum per till, in points',
    save: 'Save limit',
    second: 'A second manager must approve this.',
    limited: /Limit per till: 2,000 points, worth ₽2,000\.00/,
    give: /^Allow offline redemption: /,
    points: 'Total points',
    until: 'Until',
    untilWrong: 'Choose a time within the next 31 days.',
    risk: /Maximum loss for the network: ₽500\.00/,
    submit: 'Allow 500 points',
    given: /Offline: 500 points until/,
    end: /^Stop offline redemption: /,
    none: 'Offline redemption is off.',
    newRestaurant: 'New restaurant',
    addRestaurant: 'Add restaurant',
    newTill: /^New till: /,
    addTill: 'Add till',
    name: 'Name in Russian',
    nameNeeded: 'Enter a name in at least one language.',
    address: 'Address',
    code: 'Code',
    codeWrong: /^Use Latin letters/,
    codeTaken: 'This code is already used in your network.',
    rename: /^Rename: /,
    saveName: 'Save',
    close: /^Close: /,
    closeYes: 'Close it now',
    closeNo: 'Keep it open',
    tillStops: /^Sales, use of points and manual credits stop/,
    restaurantStops: /^1 till stops right away/,
    open: /^Reopen: /,
    tillClosed: 'Closed: can’t sell.',
    closed: 'Closed: its tills can’t sell.',
  },
} as const;

for (const { language, colorScheme, width } of SWAPPED_LOOKS) {
  const word = WORDS[language];

  test.describe(`in ${language}, ${colorScheme}, at ${String(width)} px`, () => {
    test.use({ viewport: { width, height: 900 }, colorScheme });
    const picture = (name: string) => `restaurants-${name}-${String(width)}-${language}-${colorScheme}`;

    test('a manager says what a till may let be spent while it is offline, and ends it', async ({ page, request }) => {
      await changeSettings(request, { limits: { tillAllowance: 0 } });
      await signInTo(page, MANAGER, language);
      await goTo(page, word.restaurants);
      await expect(page.getByRole('heading', { level: 1, name: word.restaurants })).toBeVisible();
      const dialog = page.getByRole('dialog');
      const limit = page.getByRole('region', { name: word.limit });
      await limit.getByRole('button', { name: word.edit }).click();
      await dialog.getByLabel(word.most).fill('2000');
      await keepPicture(page, picture('1-limit'));
      await expectNoViolations(page);
      await dialog.getByRole('button', { name: word.save }).click();
      await expect(dialog.getByRole('status')).toContainText(word.second);
      await keepPicture(page, picture('1-waits'));
      await expectNoViolations(page);
      await approveChangeOf(request, await networkIdOf(request));
      await page.reload();
      await expect(limit).toContainText(word.limited);

      const till = page.getByRole('main').getByRole('listitem').first();
      await expect(till).toContainText(word.none);
      await till.getByRole('button', { name: word.give }).click();
      await dialog.getByLabel(word.points).fill('500');
      await dialog.getByLabel(word.until, { exact: true }).fill('01/01/2020');
      await dialog.getByRole('button', { name: word.submit }).click();
      await expect(dialog.getByText(word.untilWrong)).toBeVisible();
      await expect(dialog.getByLabel(word.until, { exact: true })).toBeFocused();
      await expect(dialog.getByText(word.risk)).toBeVisible();
      await keepPicture(page, picture('2-allow'));
      await expectNoViolations(page);
      const week = new Date(Date.now() + 7 * 86_400_000).toISOString().slice(0, 10);
      await dialog.getByLabel(word.until, { exact: true }).fill(week);
      await dialog.getByRole('button', { name: word.submit }).click();
      await expect(till).toContainText(word.given);
      await keepPicture(page, picture('3-allowed'));
      await expectNoViolations(page);
      await expectToFit(page, width);
      await page.reload();
      await expect(till).toContainText(word.given);
      await till.getByRole('button', { name: word.end }).click();
      await expect(till).toContainText(word.none);
    });

    test('a manager opens a restaurant with a till, renames them, and closes and opens them', async ({
      page,
      request,
    }) => {
      await signInTo(page, MANAGER, language);
      await goTo(page, word.restaurants);
      const dialog = page.getByRole('dialog');
      const field = (name: string) => dialog.getByLabel(name, { exact: true });
      const tag = `${String(width)}-${String(randomInt(1_000_000))}`;

      await page.getByRole('button', { name: word.newRestaurant }).click();
      await dialog.getByRole('button', { name: word.addRestaurant }).click();
      await expect(dialog.getByText(word.nameNeeded)).toBeVisible();
      await expect(field(word.name)).toBeFocused();
      await field(word.name).fill(`North ${tag}`);
      await field(word.address).fill('Nevsky 1');
      await field(word.code).fill('two words');
      await dialog.getByRole('button', { name: word.addRestaurant }).click();
      await expect(dialog.getByText(word.codeWrong)).toBeVisible();
      await keepPicture(page, picture('4-new'));
      await expectNoViolations(page);
      await field(word.code).fill(`north-${tag}`);
      await dialog.getByRole('button', { name: word.addRestaurant }).click();
      const restaurant = page.getByRole('region', { name: tag });
      await expect(restaurant).toContainText('Nevsky 1');
      const acts = [word.newTill, word.rename, word.close].map((name) => restaurant.getByRole('button', { name }));
      const tops = await Promise.all(acts.map(async (act) => (await act.boundingBox())?.y));
      // The buttons of a restaurant stand in one line, on a phone too.
      expect(new Set(tops).size).toBe(1);

      await page.getByRole('button', { name: word.newRestaurant }).click();
      await field(word.name).fill('Twin');
      await field(word.code).fill(`north-${tag}`);
      await dialog.getByRole('button', { name: word.addRestaurant }).click();
      await expect(dialog.getByText(word.codeTaken)).toBeVisible();
      await expect(field(word.code)).toBeFocused();
      await page.keyboard.press('Escape');

      await restaurant.getByRole('button', { name: word.newTill }).click();
      await field(word.name).fill('Bar');
      await dialog.getByRole('button', { name: word.addTill }).click();
      const till = restaurant.getByRole('listitem');
      await expect(till).toContainText('Bar');
      await till.getByRole('button', { name: word.rename }).click();
      await field(word.name).fill('Terrace');
      await dialog.getByRole('button', { name: word.saveName }).click();
      await expect(till).toContainText('Terrace');
      await restaurant.getByRole('button', { name: word.rename }).first().click();
      await field(word.name).fill(`Far north ${tag}`);
      await field(word.address).fill('');
      await dialog.getByRole('button', { name: word.saveName }).click();
      await expect(page.getByRole('heading', { level: 2, name: `Far north ${tag}` })).toBeVisible();
      await expect(restaurant).not.toContainText('Nevsky 1');

      await till.getByRole('button', { name: word.close }).click();
      await expect(dialog.getByText(word.tillStops)).toBeVisible();
      await dialog.getByRole('button', { name: word.closeNo }).click();
      await till.getByRole('button', { name: word.close }).click();
      await dialog.getByRole('button', { name: word.closeYes }).click();
      await expect(till).toContainText(word.tillClosed);
      await till.getByRole('button', { name: word.open }).click();
      await expect(till).not.toContainText(word.tillClosed);

      await restaurant.getByRole('button', { name: word.close }).first().click();
      await expect(dialog.getByText(word.restaurantStops)).toBeVisible();
      await keepPicture(page, picture('5-close'));
      await expectNoViolations(page);
      await dialog.getByRole('button', { name: word.closeYes }).click();
      await expect(restaurant).toContainText(word.closed);
      await restaurant.scrollIntoViewIfNeeded();
      await keepPicture(page, picture('6-closed'));
      await expectNoViolations(page);
      await expectToFit(page, width);
      await page.reload();
      await expect(restaurant).toContainText(word.closed);
      const headers = await asManager(request);
      const { items } = (await (await request.get('/api/restaurants?limit=200', { headers })).json()) as {
        items: { name: string; code: string; address: string | null; closedAt: string | null }[];
      };
      expect(items.find(({ code }) => code === `north-${tag}`)).toMatchObject({
        name: `Far north ${tag}`,
        address: null,
        closedAt: expect.any(String),
      });
    });
  });
}
