import { expect, type Page, test } from '@playwright/test';
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

/** Types on the keypad of the page, as a finger does. */
async function tapKeys(page: Page, keys: string): Promise<void> {
  const keypad = page.getByRole('group', { name: 'Keypad' });
  for (const key of keys) await keypad.getByRole('button', { name: key, exact: true }).tap();
}

function pointsField(page: Page) {
  return page.getByRole('group', { name: words.en.points }).getByRole('textbox');
}

test.describe('the dialog of a new guest by touch', () => {
  test.use({ viewport: { width: 390, height: 844 }, hasTouch: true });

  test('takes the phone from a keypad of its own', async ({ page }) => {
    await openTill(page, 'en');
    await page.getByRole('button', { name: words.en.newGuest }).tap();
    const dialog = page.getByRole('dialog');
    const phone = dialog.getByLabel('Phone');
    await expect(phone).toBeFocused();
    await expect(phone).toHaveAttribute('inputmode', 'none');
    for (const key of '+7900') await dialog.getByRole('button', { name: key, exact: true }).tap();
    await expect(phone).toHaveValue('+7 900');
    await expectNoViolations(page);
    await keepPicture(page, 'cashier-touch-new-guest');
  });
});

test.describe('by touch', () => {
  test.use({ viewport: { width: 390, height: 844 }, hasTouch: true });

  test('a guest is found, spends points, and the sale is rung up without any keyboard', async ({ page, request }) => {
    const guest = await registerGuest(request, 900);
    await openTill(page, 'en');
    await tapKeys(page, guest.phone);
    await expect.poll(async () => (await findField(page).inputValue()).replaceAll(' ', '')).toBe(guest.phone);
    await keepPicture(page, 'cashier-touch-find');
    await page.getByRole('button', { name: 'Find', exact: true }).tap();
    await expect(page.getByRole('heading', { name: guest.name })).toBeVisible();
    await expect(amountField(page, 'en')).toBeFocused();
    await tapKeys(page, '1000.509');
    await expect(amountField(page, 'en')).toHaveValue('1,000.50');
    await page.getByRole('button', { name: 'Erase' }).tap();
    await expect(amountField(page, 'en')).toHaveValue('1,000.5');
    await expect(pointsField(page)).toBeEnabled();
    await pointsField(page).tap();
    await tapKeys(page, '150');
    await expect(pointsField(page)).toHaveValue('150');
    await expect(amountField(page, 'en')).toHaveValue('1,000.5');
    await expect.poll(() => textOf(primary(page))).toMatch(/^Charge ₽800\.48 · −150 \+/);
    await primary(page).tap();
    await page.getByRole('button', { name: words.en.next }).tap();
    await expect(findField(page)).toBeFocused();
    expect(await salesOf(request, guest)).toMatchObject([{ amount: 100_050, pointsRedeemed: 150 }]);
  });

  test('the keyboard of the device stays away from figures, and comes for a name', async ({ page, request }) => {
    const guest = await registerGuest(request, 900);
    await openTill(page, 'en');
    await expect(findField(page)).toHaveAttribute('inputmode', 'none');
    await page.getByRole('button', { name: 'Keyboard for a name' }).tap();
    await expect(findField(page)).toBeFocused();
    await expect(findField(page)).toHaveAttribute('inputmode', 'text');
    await findField(page).pressSequentially(guest.name, { delay: 60 });
    await expectNoViolations(page);
    await keepPicture(page, 'cashier-touch-names');
    await page.getByRole('option', { name: guest.name }).tap();
    await expect(page.getByRole('heading', { name: guest.name })).toBeVisible();
    await expect(amountField(page, 'en')).toHaveAttribute('inputmode', 'none');
    await tapKeys(page, '500');
    await pointsField(page).tap();
    await expect(pointsField(page)).toHaveAttribute('inputmode', 'none');
  });
});

test('without a field in focus the keypad writes the amount', async ({ page, request }) => {
  const guest = await registerGuest(request, 900);
  await openTill(page, 'en');
  await findByPhone(page, guest, 'en');
  const keypad = page.getByRole('group', { name: 'Keypad' });
  await amountField(page, 'en').blur();
  await keypad.getByRole('button', { name: '7', exact: true }).click();
  await keypad.getByRole('button', { name: '0', exact: true }).click();
  await expect(amountField(page, 'en')).toHaveValue('70');
  await expect(amountField(page, 'en')).toBeFocused();
});
