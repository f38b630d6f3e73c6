import { expect, test } from '@playwright/test';
import {
  amountField,
  findByPhone,
  findField,
  openTill,
  primary,
  registerGuest,
  scan,
  textOf,
  words,
} from './cashier-till';

test('F2 before the quote puts the digits into the points, and says what is missing', async ({ page, request }) => {
  const guest = await registerGuest(request, 900);
  await openTill(page, 'en');
  await page.keyboard.press('F2');
  await expect(page.getByText('Find the guest first: only a guest has points to use.')).toBeVisible();
  await expect(findField(page)).toBeFocused();
  await findByPhone(page, guest, 'en');
  const points = page.getByRole('group', { name: words.en.points });
  const field = points.getByRole('textbox');

  await page.keyboard.press('F2');
  await expect(field).toBeFocused();
  await expect(field).toHaveAccessibleDescription('Enter the amount to see discount and points.');
  await page.keyboard.type('150', { delay: 50 });
  await expect(field).toHaveValue('0');
  await expect(amountField(page, 'en')).toHaveValue('');
  await page.keyboard.press('Escape');
  await expect(amountField(page, 'en')).toBeFocused();
  await expect(page.getByRole('heading', { name: guest.name })).toBeVisible();

  // The quote for the first digit allows no points. The quote for the whole amount has not arrived yet.
  await page.keyboard.type('1');
  await expect.poll(() => textOf(primary(page))).toMatch(/^Charge /);
  let release: () => void = () => undefined;
  const held = new Promise<void>((resolve) => (release = resolve));
  await page.route('**/quote', async (route) => {
    await held;
    await route.continue();
  });
  await page.keyboard.type('000', { delay: 50 });
  await page.keyboard.press('F2');
  await page.keyboard.type('150', { delay: 50 });
  await expect(amountField(page, 'en')).toHaveValue('1,000');
  await expect(field).toHaveValue('150');
  release();
  await expect.poll(() => textOf(primary(page))).toMatch(/^Charge ₽800\.00 · −150 \+/);
});

test('in the empty field that finds guests / and ? are shortcuts, and Escape empties it', async ({ page }) => {
  await openTill(page, 'en');
  await page.keyboard.press('/');
  await expect(findField(page)).toHaveValue('');
  await page.keyboard.press('?');
  await expect(page.getByRole('dialog', { name: 'Keyboard shortcuts' })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(findField(page)).toBeFocused();
  await page.keyboard.type('An?', { delay: 60 });
  await expect(findField(page)).toHaveValue('An?');
  await page.keyboard.press('Escape');
  await expect(findField(page)).toHaveValue('');
});

test('a scanner that types brings the next guest at any moment, and spoils no amount', async ({ page, request }) => {
  const [first, second] = [await registerGuest(request), await registerGuest(request)];
  await openTill(page, 'en');
  await findByPhone(page, first, 'en');
  await page.keyboard.type('1550', { delay: 60 });
  await page.waitForTimeout(300);
  await scan(page, second.qr);
  await expect(page.getByRole('heading', { name: second.name })).toBeVisible();
  await expect(amountField(page, 'en')).toHaveValue('1,550');
});

test('every act is within reach of the Tab key, and the focus is seen', async ({ page, request }) => {
  const guest = await registerGuest(request, 900);
  await openTill(page, 'en');
  await findByPhone(page, guest, 'en');
  await page.keyboard.type('1000', { delay: 60 });
  await expect.poll(() => textOf(primary(page))).toMatch(/^Charge /);
  const reached = new Set<string>();
  for (let step = 0; step < 24; step += 1) {
    await page.keyboard.press('Tab');
    reached.add(await page.evaluate(() => document.activeElement?.textContent ?? ''));
  }
  const all = [...reached].join(' | ');
  for (const name of ['Charge', 'Recent sales', 'Shortcuts', 'Adjust points', 'EN']) expect(all).toContain(name);
});
