import { type APIRequestContext, expect, test } from '@playwright/test';
import { expectNoViolations, type Language } from './cashier-till';
import { addColleague, approveChangeOf, asManager, goTo, MANAGER, signInTo } from './console-desk';
import { type FreshNetwork, openFreshNetwork } from './fresh-network';
import { SWAPPED_LOOKS } from './harness/looks';
import { keepPicture } from './harness/pictures';
import { expectToFit } from './rewards-desk';

const WORDS = {
  ru: {
    restaurants: 'Рестораны',
    groups: 'Группы',
    newGroup: 'Новая группа',
    name: 'Название по-русски',
    nameNeeded: 'Введите название хотя бы на одном языке.',
    save: 'Сохранить группу',
    remove: /^Удалить: /,
    removeYes: 'Удалить',
    budget: /^Лимит: /,
    points: 'Баллов в месяц',
    saveBudget: 'Сохранить лимит',
    budgets: /^Лимиты: /,
    settlements: 'Взаиморасчёты',
    forGood: 'Взаиморасчёт сохранится и больше не изменится.',
    page: 'Взаиморасчёт:',
    settle: 'Рассчитать',
    receipts: /^2 чека: Тверская платит /,
  },
  en: {
    restaurants: 'Restaurants',
    groups: 'Groups',
    newGroup: 'New group',
    name: 'Name in Russian',
    nameNeeded: 'Enter a name in at least one language.',
    save: 'Save group',
    remove: /^Delete: /,
    removeYes: 'Delete',
    budget: /^Budget: /,
    points: 'Points a month',
    saveBudget: 'Save budget',
    budgets: /^Budgets: /,
    settlements: 'Settlements',
    forGood: 'The settlement is kept and never changes.',
    page: 'Settlement:',
    settle: 'Settle',
    receipts: /^2 receipts: Тверская pays /,
  },
} as const;

const [NORTH, SOUTH] = ['Тверская', 'Арбат'];
/** The month before this one: a sale that an import tells of is booked on its own day. */
const LAST_MONTH = new Date(Date.UTC(new Date().getUTCFullYear(), new Date().getUTCMonth() - 1));
const MONTH = LAST_MONTH.toISOString().slice(0, 'yyyy-mm'.length);

function nameOfMonth(language: Language): string {
  const name = new Intl.DateTimeFormat(language, { month: 'long', timeZone: 'UTC' }).format(LAST_MONTH);
  return `${name} ${String(LAST_MONTH.getUTCFullYear())}`;
}

for (const { language, colorScheme, width } of SWAPPED_LOOKS) {
  const word = WORDS[language];

  test.describe(`in ${language}, ${colorScheme}, at ${String(width)} px`, () => {
    test.use({ viewport: { width, height: 900 }, colorScheme });
    const picture = (name: string) => `franchise-${name}-${String(width)}-${language}-${colorScheme}`;

    test('a manager makes a group and sets a budget', async ({ page }) => {
      await signInTo(page, MANAGER, language);
      await goTo(page, word.restaurants);
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
    });

    test('a manager settles a month between the restaurants and reads its receipts', async ({ page, request }) => {
      const network = await twoRestaurants(request, language);
      await signInTo(page, network.manager, language, '/admin/restaurants');
      await page
        .getByRole('navigation', { name: word.restaurants })
        .getByRole('link', { name: word.settlements })
        .click();
      await expectNoViolations(page);
      await expectToFit(page, width);
      await page.getByRole('button', { name: `${word.settle} ${nameOfMonth(language)}` }).click();
      const question = page.getByRole('dialog');
      await expect(question.getByText(word.forGood)).toBeVisible();
      await question.getByRole('button', { name: word.settle, exact: true }).click();
      await expect(
        page.getByRole('heading', { level: 1, name: `${word.page} ${nameOfMonth(language)}` }),
      ).toBeVisible();
      await expect(page.getByRole('row').filter({ hasText: NORTH }).first()).toBeVisible();
      await keepPicture(page, picture('3-settlement'));
      await expectNoViolations(page);
      for (const between of [390, 1024, 1280, 1440, width]) {
        await page.setViewportSize({ width: between, height: 900 });
        await expectToFit(page, between);
      }
      await page.getByRole('button', { name: word.receipts }).click();
      const dialog = page.getByRole('dialog');
      await expect(dialog.getByText('S-1')).toBeVisible();
      await expect(dialog.getByText('S-2')).toBeVisible();
      await expectNoViolations(page);
      await page.goto('/admin/restaurants/settlements');
      await page.getByRole('link', { name: nameOfMonth(language) }).click();
      await expect(page.getByRole('button', { name: word.receipts })).toBeVisible();
    });
  });
}

test('the manager of a group sees its restaurants alone, and nothing of the whole network', async ({
  page,
  request,
}) => {
  const colleague = await addColleague(request, 'manager');
  const headers = await asManager(request);
  interface Item {
    readonly id: string;
    readonly name: string;
    readonly names?: { readonly en?: string };
    readonly email?: string;
  }
  const itemsOf = async (path: string): Promise<Item[]> =>
    ((await (await request.get(path, { headers })).json()) as { items: Item[] }).items;
  const [own, ...others] = (await itemsOf('/api/restaurants')).map(({ id, name, names }) => ({
    id,
    name: names?.en ?? name,
  }));
  const group = { name: `North of ${colleague.email}`, restaurantIds: [own?.id] };
  const made = await request.post('/api/restaurant-groups', { headers, data: group });
  const { id: restaurantGroupId } = (await made.json()) as { id: string };
  const user = (await itemsOf('/api/users')).find(({ email }) => email === colleague.email);
  const changed = await request.patch(`/api/users/${user?.id ?? ''}`, { headers, data: { restaurantGroupId } });
  expect(changed.status()).toBe(202);
  await approveChangeOf(request, user?.id ?? '');

  await signInTo(page, colleague, 'en');
  await goTo(page, 'Restaurants');
  await expect(page.getByRole('region', { name: own?.name ?? '', exact: true })).toBeVisible();
  for (const { name } of others) await expect(page.getByRole('region', { name, exact: true })).toHaveCount(0);
  for (const name of ['Liability', 'Settings', 'Audit', 'API keys', 'Campaigns'])
    await expect(page.getByRole('link', { name, exact: true })).toHaveCount(0);
  await keepPicture(page, 'franchise-4-district-en');
  await expectNoViolations(page);
  await goTo(page, 'Cases');
  await expect(page.getByText('No cases yet')).toBeVisible();
  await page.getByRole('button', { name: 'New case' }).click();
  await expect(page.getByRole('dialog').getByLabel('Restaurant').getByRole('option')).toHaveText([own?.name ?? '']);
  await page.keyboard.press('Escape');
  await goTo(page, 'Guest list');
  const families = page.getByRole('link', { name: 'Families', exact: true });
  await families.click();
  await expect(families).toHaveAttribute('aria-current', 'page');
  await expectNoViolations(page);
  await goTo(page, 'Staff');
  await expect(page.getByRole('heading', { level: 1, name: 'Staff' })).toBeVisible();
  await expectNoViolations(page);
  await goTo(page, 'Reports');
  await expect(page.getByRole('heading', { level: 1, name: 'Reports' })).toBeVisible();
});

interface Listed {
  readonly items: readonly { readonly id: string; readonly name: string }[];
}

/** A network whose guest earned in one restaurant and spent in the other last month; the books of the month are closed. */
async function twoRestaurants(request: APIRequestContext, language: Language): Promise<FreshNetwork> {
  const network = await openFreshNetwork(request, language, NORTH);
  const { asManager } = network;
  const { id: south } = await asManager<{ id: string }>('/api/restaurants', { name: SOUTH });
  const till = await asManager<{ id: string }>(`/api/restaurants/${south}/points-of-sale`, { name: 'Bar' });
  const { key } = await asManager<{ key: string }>('/api/api-keys', { name: 'History', scopes: ['import', 'till'] });
  const { id: guest } = await asManager<{ id: string }>('/api/guests', {
    phone: '+79001112233',
    name: 'Anna',
    consentBasis: 'PAPER_FORM',
  });
  const { items } = await network.read<Listed>('/api/restaurants');
  const north = items.find(({ name }) => name === NORTH)?.id ?? '';
  const tills = await network.read<Listed>(`/api/restaurants/${north}/points-of-sale`);
  const sale = (day: number, receiptNumber: string, more: object) =>
    network.as(key)(`/api/guests/${guest}/transaction`, {
      type: 'SALE',
      occurredAt: `${MONTH}-${String(day)}T12:00:00Z`,
      receiptNumber,
      ...more,
    });
  await sale(10, 'N-1', { pointOfSaleId: tills.items[0]?.id, amount: 10_000_000 });
  await sale(12, 'S-1', { pointOfSaleId: till.id, amount: 200_000, pointsToRedeem: 400 });
  await sale(13, 'S-2', { pointOfSaleId: till.id, amount: 200_000, pointsToRedeem: 200 });
  await asManager(`/api/ledger/periods/${MONTH}/close`);
  return network;
}
