import { expect, test } from '@playwright/test';
import { expectNoViolations } from './cashier-till';
import { addColleague, asManager, MANAGER, signInTo } from './console-desk';
import { SWAPPED_LOOKS } from './harness/looks';
import { keepPicture } from './harness/pictures';
import { expectToFit, navigation } from './rewards-desk';

const WORDS = {
  ru: {
    restaurants: 'Рестораны',
    groups: 'Группы',
    newGroup: 'Новая группа',
    name: 'Название',
    nameNeeded: 'Введите название.',
    save: 'Сохранить группу',
    remove: /^Удалить: /,
    removeYes: 'Удалить',
    budget: /^Лимит: /,
    points: 'Баллов в месяц',
    saveBudget: 'Сохранить лимит',
    budgets: /^Лимиты: /,
    settlements: 'Взаиморасчёты',
    forGood: 'Взаиморасчёт сохранится и больше не изменится.',
    page: 'Взаиморасчёт: октябрь 2026',
    month: /октябрь 2026/,
    receipts: /^2 чека: Тверская платит /,
    network: 'Сама сеть',
  },
  en: {
    restaurants: 'Restaurants',
    groups: 'Groups',
    newGroup: 'New group',
    name: 'Name',
    nameNeeded: 'Enter a name.',
    save: 'Save group',
    remove: /^Delete: /,
    removeYes: 'Delete',
    budget: /^Budget: /,
    points: 'Points a month',
    saveBudget: 'Save budget',
    budgets: /^Budgets: /,
    settlements: 'Settlements',
    forGood: 'The settlement is kept and never changes.',
    page: 'Settlement: October 2026',
    month: /October 2026/,
    receipts: /^2 receipts: Тверская pays /,
    network: 'The network itself',
  },
} as const;

const [NORTH, SOUTH] = ['0198f2c4-7b1e-7c3a-9d52-3f6a1b2c4d5e', '0198f2c4-7b1e-7c3a-9d52-3f6a1b2c4d5f'];
const TOTALS = { points: 130, money: 13_000, net: 0 };

/** A month that no test network has: two restaurants and the network. */
const SETTLEMENT = {
  month: '2026-10',
  currency: 'RUB',
  currencyDigits: 2,
  timeZone: 'Europe/Moscow',
  until: '2026-10-31T21:00:00.000Z',
  pointValue: 100_000_000,
  programVersion: 1,
  parties: [
    {
      id: NORTH,
      code: 'a',
      name: 'Тверская',
      issued: 500,
      redeemed: 40,
      ownRedeemed: 40,
      receives: 0,
      pays: 12_000,
      net: -12_000,
    },
    {
      id: SOUTH,
      code: 'b',
      name: 'Арбат',
      issued: 0,
      redeemed: 130,
      ownRedeemed: 0,
      receives: 13_000,
      pays: 0,
      net: 13_000,
    },
    {
      id: null,
      code: null,
      name: null,
      issued: 90,
      redeemed: 0,
      ownRedeemed: 0,
      receives: 0,
      pays: 1_000,
      net: -1_000,
    },
  ],
  pairs: [
    { issuerId: NORTH, takerId: SOUTH, points: 120, money: 12_000, receipts: 2 },
    { issuerId: null, takerId: SOUTH, points: 10, money: 1_000, receipts: 1 },
  ],
  totals: TOTALS,
};
const RECEIPTS = {
  items: [150, -30].map((points, at) => ({
    id: `0198f2c4-7b1e-7c3a-9d52-3f6a1b2c4d6${String(at)}`,
    type: points > 0 ? 'SALE' : 'REFUND',
    receiptNumber: `R-${String(at)}`,
    businessDate: '2026-10-10',
    occurredAt: '2026-10-10T09:00:00.000Z',
    points,
    earnedBy: [],
  })),
  nextCursor: null,
};

for (const { language, colorScheme, width } of SWAPPED_LOOKS) {
  const word = WORDS[language];

  test.describe(`in ${language}, ${colorScheme}, at ${String(width)} px`, () => {
    test.use({ viewport: { width, height: 900 }, colorScheme });
    const picture = (name: string) => `franchise-${name}-${String(width)}-${language}-${colorScheme}`;

    test('a manager makes a group, sets a budget, and reads a settlement with its receipts', async ({ page }) => {
      await signInTo(page, MANAGER, language);
      await navigation(page, word.restaurants).click();
      const tabs = page.getByRole('navigation', { name: word.restaurants });
      await page.getByRole('button', { name: word.budget }).first().click();
      await page.getByRole('dialog').getByLabel(word.points).fill('1000');
      await page.getByRole('dialog').getByRole('button', { name: word.saveBudget }).press('Enter');
      await expect(page.getByRole('region', { name: word.budgets }).first()).toBeVisible();
      await keepPicture(page, picture('1-budget'));
      await expectNoViolations(page);
      await expectToFit(page, width);

      await tabs.getByRole('link', { name: word.groups }).click();
      await page.getByRole('button', { name: word.newGroup }).click();
      const dialog = page.getByRole('dialog');
      await dialog.getByRole('button', { name: word.save }).click();
      await expect(dialog.getByText(word.nameNeeded)).toBeVisible();
      const name = `${language} ${String(width)}`;
      await dialog.getByLabel(word.name).fill(name);
      await dialog.getByRole('checkbox').first().check();
      await dialog.getByRole('button', { name: word.save }).click();
      await expect(dialog).toHaveCount(0);
      await expect(page.getByText(name, { exact: true })).toBeVisible();
      await keepPicture(page, picture('2-groups'));
      await expectNoViolations(page);
      await expectToFit(page, width);
      await page.getByRole('button', { name: new RegExp(`${word.remove.source}${name}`) }).click();
      await page.getByRole('dialog').getByRole('button', { name: word.removeYes, exact: true }).click();
      await expect(page.getByText(name, { exact: true })).toHaveCount(0);

      await page.route('**/api/settlements?*', (route) =>
        route.fulfill({
          json: { items: [{ month: '2026-10', closedAt: '2026-11-02T08:00:00Z', totals: TOTALS }], nextCursor: null },
        }),
      );
      await page.route('**/api/ledger/periods?*', (route) =>
        route.fulfill({ json: { items: [{ month: '2026-09' }], nextCursor: null } }),
      );
      await page.route('**/api/settlements/2026-10', (route) => route.fulfill({ json: SETTLEMENT }));
      await page.route('**/api/settlements/2026-10/receipts?*', (route) => route.fulfill({ json: RECEIPTS }));
      await tabs.getByRole('link', { name: word.settlements }).click();
      await expectNoViolations(page);
      await page.getByRole('button', { name: /2026/ }).click();
      await expect(dialog.getByText(word.forGood)).toBeVisible();
      await page.keyboard.press('Escape');
      await page.getByRole('link', { name: word.month }).click();
      await expect(page.getByRole('heading', { level: 1, name: word.page })).toBeVisible();
      await expect(page.getByText(word.network).first()).toBeVisible();
      await keepPicture(page, picture('3-settlement'));
      await expectNoViolations(page);
      await expectToFit(page, width);
      await page.getByRole('button', { name: word.receipts }).click();
      await expect(page.getByRole('dialog').getByText('R-1')).toBeVisible();
      await expectNoViolations(page);
    });
  });
}

test('the manager of a group sees its restaurants alone, and nothing of the whole network', async ({
  page,
  request,
}) => {
  const colleague = await addColleague(request, 'manager');
  const headers = await asManager(request);
  const itemsOf = async (path: string): Promise<{ id: string; name: string; email?: string }[]> => {
    const answer = (await (await request.get(path, { headers })).json()) as {
      items: { id: string; name: string; email?: string }[];
    };
    return answer.items;
  };
  const [own, ...others] = await itemsOf('/api/restaurants');
  const group = { name: `North of ${colleague.email}`, restaurantIds: [own?.id] };
  const made = await request.post('/api/restaurant-groups', { headers, data: group });
  const { id: restaurantGroupId } = (await made.json()) as { id: string };
  const user = (await itemsOf('/api/users')).find(({ email }) => email === colleague.email);
  const changed = await request.patch(`/api/users/${user?.id ?? ''}`, { headers, data: { restaurantGroupId } });
  expect(changed.status()).toBe(200);

  await signInTo(page, colleague, 'en');
  await navigation(page, 'Restaurants').click();
  await expect(page.getByRole('region', { name: own?.name ?? '', exact: true })).toBeVisible();
  for (const { name } of others) await expect(page.getByRole('region', { name, exact: true })).toHaveCount(0);
  for (const name of ['Liability', 'Settings', 'Audit', 'API keys', 'Campaigns'])
    await expect(page.getByRole('link', { name, exact: true })).toHaveCount(0);
  await keepPicture(page, 'franchise-4-district-en');
  await expectNoViolations(page);
  await navigation(page, 'Staff').click();
  await expect(page.getByRole('heading', { level: 1, name: 'Staff' })).toBeVisible();
  await expectNoViolations(page);
  await navigation(page, 'Reports').click();
  await expect(page.getByRole('heading', { level: 1, name: 'Reports' })).toBeVisible();
});
