import { expect, test } from '@playwright/test';
import {
  amountField,
  expectNoViolations,
  findByPhone,
  findField,
  openTill,
  primary,
  registerGuest,
  salesOf,
  textOf,
  words,
} from './cashier-till';
import { keepPicture } from './harness/pictures';

test('ten seconds a guest by keyboard alone: find, amount, points, ring up, next', async ({ page, request }) => {
  const guest = await registerGuest(request, 900);
  await openTill(page, 'en');
  await page.keyboard.type(guest.phone, { delay: 50 });
  await page.keyboard.press('Enter');
  await expect(amountField(page, 'en')).toBeFocused();
  await page.keyboard.type('1000,50', { delay: 50 });
  await expect(amountField(page, 'en')).toHaveValue('1,000.50');
  await expect(page.getByRole('group', { name: words.en.points })).toBeVisible();
  await page.keyboard.press('F2');
  await page.keyboard.type('150', { delay: 50 });
  await expect.poll(() => textOf(primary(page))).toMatch(/^Charge ₽947\.48 · \+/);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('button', { name: words.en.next })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(findField(page)).toBeFocused();
  expect(await salesOf(request, guest)).toMatchObject([{ amount: 100_050, pointsRedeemed: 150 }]);
});

test('the keys are shown by ?, and Escape goes back one step at a time', async ({ page, request }) => {
  const guest = await registerGuest(request);
  await openTill(page, 'en');
  await findByPhone(page, guest, 'en');
  await page.keyboard.press('?');
  const keys = page.getByRole('dialog', { name: 'Keyboard shortcuts' });
  await expect(keys).toBeVisible();
  await keepPicture(page, 'cashier-keys-en');
  await expectNoViolations(page);
  await page.keyboard.press('Escape');
  await expect(keys).toBeHidden();
  await page.keyboard.press('F8');
  await expect(page.getByRole('dialog')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toBeHidden();
  await page.keyboard.press('Escape');
  await expect(findField(page)).toBeFocused();
});

test('a name is chosen from the list with the arrows', async ({ page, request }) => {
  const guest = await registerGuest(request);
  await openTill(page, 'en');
  await page.keyboard.type(guest.name, { delay: 50 });
  await expect(page.getByRole('option', { name: guest.name })).toBeVisible();
  await expectNoViolations(page);
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: guest.name })).toBeVisible();
});

test('a scanner that types brings the next guest at any moment, and spoils no amount', async ({ page, request }) => {
  const [first, second] = [await registerGuest(request), await registerGuest(request)];
  await openTill(page, 'en');
  await findByPhone(page, first, 'en');
  await page.keyboard.type('1550', { delay: 60 });
  await page.waitForTimeout(300);
  // No pause between the keys: this is how a scanner writes, wherever the focus is.
  await page.keyboard.type(`${second.qr}\n`);
  await expect(page.getByRole('heading', { name: second.name })).toBeVisible();
  await expect(amountField(page, 'en')).toHaveValue('1,550');
});

test('every act is within reach of the Tab key, and the focus is seen', async ({ page, request }) => {
  const guest = await registerGuest(request, 900);
  await openTill(page, 'en');
  await findByPhone(page, guest, 'en');
  await page.keyboard.type('1000', { delay: 60 });
  await expect(page.getByRole('group', { name: words.en.points })).toBeVisible();
  const reached = new Set<string>();
  for (let step = 0; step < 24; step += 1) {
    await page.keyboard.press('Tab');
    reached.add(await page.evaluate(() => document.activeElement?.textContent ?? ''));
  }
  const all = [...reached].join(' | ');
  for (const name of ['Charge', 'Recent sales', 'Shortcuts', 'Adjust points', 'EN']) expect(all).toContain(name);
});
