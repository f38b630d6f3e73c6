import { expect, type Page, test } from '@playwright/test';
import { randomUUID } from 'node:crypto';
import {
  amountField,
  expectNoViolations,
  findByPhone,
  openTill,
  primary,
  registerGuest,
  salesOf,
} from './cashier-till';
import { keepPicture } from './harness/pictures';
import { CASHIER, type Desk, deskOf, type Listed } from './other-network';

interface Sold {
  readonly id: string;
  readonly amount: number;
  readonly payable: number;
  readonly items: readonly { readonly name: string; readonly total: number }[];
}

async function typeAmount(page: Page, amount: string): Promise<void> {
  await amountField(page, 'en').fill(amount);
}

const tool = (page: Page, name: RegExp) => page.getByRole('form').getByRole('button', { name });

test.describe('a check of several guests', () => {
  test.use({ viewport: { width: 1024, height: 768 } });

  test('is divided equally, and each guest pays a part', async ({ page, request }) => {
    const [anna, boris] = [await registerGuest(request), await registerGuest(request)];
    await openTill(page, 'en');
    await findByPhone(page, anna, 'en');
    await typeAmount(page, '2000.01');
    await tool(page, /^Divide$/).click();
    await expect(page.getByRole('dialog')).toContainText('₽1,000.01');
    await expectNoViolations(page);
    await keepPicture(page, 'cashier-divide-en-1024');
    await page.getByRole('button', { name: 'Divide into 2 parts' }).click();

    const bar = page.getByRole('region', { name: 'Parts of the check' });
    await expect(bar).toContainText('Part 1 of 2.');
    await expect(bar).toContainText('Left to pay: ₽2,000.01');
    await expect(amountField(page, 'en')).toHaveValue('1,000.01');
    await expect(page.locator('output[data-current=true]')).toContainText('950.01');
    await expectNoViolations(page);
    await keepPicture(page, 'cashier-parts-en-1024');
    await primary(page).click();
    await page.getByRole('button', { name: /Next guest/ }).click();

    await expect(bar).toContainText('Part 2 of 2.');
    await expect(bar).toContainText('Left to pay: ₽1,000.00');
    await findByPhone(page, boris, 'en');
    await expect(primary(page)).toContainText('Charge');
    await primary(page).click();
    await page.getByRole('button', { name: /Next guest/ }).click();
    await expect(bar).toBeHidden();
    await expect(amountField(page, 'en')).toHaveValue('');
    expect(await salesOf(request, anna)).toMatchObject([{ amount: 100_001 }]);
    expect(await salesOf(request, boris)).toMatchObject([{ amount: 100_000 }]);
  });

  test('has an undone part in front again', async ({ page, request }) => {
    const anna = await registerGuest(request);
    await openTill(page, 'en');
    await findByPhone(page, anna, 'en');
    await typeAmount(page, '900');
    await tool(page, /^Divide$/).click();
    await page.getByRole('button', { name: 'One guest more' }).click();
    await page.getByRole('button', { name: 'Divide into 3 parts' }).click();
    await expect(primary(page)).toContainText('Charge');
    await primary(page).click();
    await page.getByRole('button', { name: /^Undo/ }).click();
    const bar = page.getByRole('region', { name: 'Parts of the check' });
    await expect(bar).toContainText('Part 1 of 3.');
    await page.getByRole('button', { name: 'Don’t divide' }).click();
    await expect(amountField(page, 'en')).toHaveValue('900');
  });

  test('has a part in front again that is undone from the recent sales, when all parts are charged', async ({
    page,
    request,
  }) => {
    const anna = await registerGuest(request);
    await openTill(page, 'en');
    await findByPhone(page, anna, 'en');
    await typeAmount(page, '700');
    await tool(page, /^Divide$/).click();
    await page.getByRole('button', { name: 'Divide into 2 parts' }).click();
    await expect(primary(page)).toContainText('Charge');
    await primary(page).click();
    await expect(page.locator('article.print-only, .print-root article')).toContainText(
      'Part 1 of 2 of a check for ₽700.00',
    );
    await page.getByRole('button', { name: /Next guest/ }).click();
    await primary(page).click();
    await page.getByRole('button', { name: /Next guest/ }).click();
    const bar = page.getByRole('region', { name: 'Parts of the check' });
    await expect(bar).toBeHidden();
    await page.keyboard.press('F8');
    await page
      .getByRole('dialog')
      .getByRole('button', { name: new RegExp(`^Sale.*${anna.name}`) })
      .click();
    await page.getByRole('button', { name: /^Undo/ }).click();
    await expect(page.getByRole('dialog').getByText('Sale undone.')).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(bar).toContainText('Part 1 of 2.');
    await expect(page.getByRole('heading', { name: anna.name })).toBeVisible();
    await expect(amountField(page, 'en')).toHaveValue('350');
  });

  test('waits, is merged with another one and split off again', async ({ page }) => {
    await openTill(page, 'en');
    const setAside = async (amount: string, label: string) => {
      await typeAmount(page, amount);
      await tool(page, /^Checks/).click();
      await page.getByLabel('Table or name').fill(label);
      await page.getByRole('button', { name: 'Set this check aside' }).click();
      await expect(amountField(page, 'en')).toHaveValue('');
    };
    await setAside('300', 'Table 5');
    await setAside('200', 'Table 6');
    await page.reload();
    await tool(page, /^Checks \(2\)/).click();
    await expectNoViolations(page);
    await page.getByRole('button', { name: 'Open Table 5' }).click();
    await tool(page, /^Checks \(1\)/).click();
    await page.getByRole('button', { name: 'Merge Table 6 into this check' }).click();
    await expect(amountField(page, 'en')).toHaveValue('500');
    await tool(page, /^Checks/).click();
    await page.getByRole('button', { name: 'Split off Table 6' }).click();
    await page.keyboard.press('Escape');
    await expect(amountField(page, 'en')).toHaveValue('300');
    await expect(tool(page, /^Checks \(1\)/)).toBeVisible();
  });
});

test.describe('items of the menu', () => {
  test.use({ viewport: { width: 390, height: 844 }, hasTouch: true });

  /** Makes menu items for this test alone, in a network whose tills sell by item. */
  async function makeMenu(desk: Desk, code: string): Promise<void> {
    const item = { category: code, type: null };
    await desk.send('POST', '/api/menu-items/import', {
      items: [
        { ...item, code: `${code}-soup`, name: { ru: `Суп ${code}`, en: `Soup ${code}` }, price: 450 },
        { ...item, code: `${code}-tea`, name: { ru: `Чай ${code}`, en: `Tea ${code}` }, price: 201 },
      ],
    });
  }

  test('are rung up, divided by item and paid for part by part', async ({ page, request }) => {
    const desk = await deskOf(request);
    const code = `m${randomUUID().slice(0, 6)}`;
    await makeMenu(desk, code);
    await desk
      .get<{ network: { id: string } }>('/api/auth/me')
      .then(({ network }) => desk.send('PATCH', `/api/networks/${network.id}`, { settings: { linesAtTill: true } }));
    await openTill(page, 'en', CASHIER);
    // If a cashier presses Enter before the menu has loaded, the page adds the item once the menu is there.
    let release: () => void = () => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    await page.route('**/api/menu-items?*', async (route) => {
      await held;
      await route.continue();
    });
    await tool(page, /^Menu$/).click();
    const search = page.getByLabel('Name or code');
    await search.fill(`soup ${code}`);
    await search.press('Enter');
    await expect(search).toHaveValue(`soup ${code}`);
    release();
    await expect(search).toHaveValue('');
    await expect(page.getByRole('list', { name: 'This check' })).toContainText(`Soup ${code}`);
    await page.getByRole('button', { name: code, exact: true }).tap();
    await page
      .getByRole('button', { name: `Tea ${code}` })
      .first()
      .tap();
    await page.getByRole('button', { name: `One Tea ${code} more` }).tap();
    await expectNoViolations(page);
    await keepPicture(page, 'cashier-menu-en-390');
    await page.getByRole('button', { name: /^Done · / }).tap();
    await expect(amountField(page, 'en')).toHaveValue('8.52');

    await tool(page, /^Divide$/).tap();
    await page.getByRole('button', { name: /^Guest 2 · / }).tap();
    const lines = page.getByRole('list', { name: 'Items of the check' }).getByRole('button');
    await lines.filter({ hasText: 'Tea' }).first().tap();
    await page.getByRole('button', { name: 'Everyone equally' }).tap();
    await lines.filter({ hasText: 'Tea' }).last().tap();
    await expectNoViolations(page);
    await page.getByRole('button', { name: 'Divide into 2 parts' }).tap();
    await expect(amountField(page, 'en')).toHaveValue('5.51');
    await page.getByLabel('Receipt number').fill(code);
    await primary(page).tap();
    await page.getByRole('button', { name: /Next guest/ }).tap();
    await expect(amountField(page, 'en')).toHaveValue('3.01');
    await primary(page).tap();
    await page.getByRole('button', { name: /Next guest/ }).tap();

    const found = await desk.get<Listed<{ transactionId: string }>>(`/api/receipts?number=${code}`);
    expect(found.items).toHaveLength(2);
    const first = found.items[0]?.transactionId ?? '';
    const parts = await desk.get<Listed<Sold>>(`/api/receipts/${first}/parts`);
    expect(parts.items.map(({ amount }) => amount)).toEqual([551, 301]);
    const sold = await desk.get<Sold>(`/api/transactions/${parts.items[0]?.id ?? ''}`);
    expect(sold.items.map(({ name, total }) => [name, total])).toEqual([
      [`Soup ${code}`, 450],
      [`Tea ${code}`, 101],
    ]);

    await page.getByRole('button', { name: /Recent sales/ }).tap();
    const acts = page.getByRole('dialog').getByRole('button', { name: new RegExp(code) });
    await acts.filter({ hasText: '5.51' }).tap();
    await page.getByText('By item', { exact: true }).tap();
    await page.getByLabel(`Soup ${code}`).check();
    await page.getByLabel('Reason').fill('cold soup');
    await expectNoViolations(page);
    await page.getByRole('button', { name: /^Refund · hand back / }).tap();
    await expect(page.getByRole('dialog').getByRole('status')).toContainText('£4.50');
  });
});
