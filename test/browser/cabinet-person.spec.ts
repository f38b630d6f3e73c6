import { type APIRequestContext, expect, test } from '@playwright/test';
import { randomUUID } from 'node:crypto';
import { codeSentTo, enterByCode, openByMore, signInToCabinet } from './cabinet-desk';
import { expectNoViolations, registerGuest, salesOf, type TestGuest, tokenOf } from './cashier-till';
import { anyPointOfSale, asManager, changeSettings, MANAGER, signInTo } from './console-desk';
import { allow, makeFamily, registerRelatives } from './family-desk';
import { launchWithCamera } from './harness/camera';
import { keepPicture } from './harness/pictures';
import { deskOf } from './other-network';
import { addReward } from './rewards-desk';

const CARD = 'Your card';

/** Makes the guest's person a guest of the second network too. */
async function joinOtherNetwork(request: APIRequestContext, phone: string): Promise<void> {
  const network = (await (await request.get('/api/auth/guest/networks/other')).json()) as { networkId: string };
  const begun = await request.post('/api/auth/register', { data: { networkId: network.networkId, phone } });
  const { verificationId } = (await begun.json()) as { verificationId: string };
  const code = await codeSentTo(request, phone);
  const entered = await request.post('/api/auth/guest/verify', { data: { verificationId, code } });
  expect(entered.status(), await entered.text()).toBe(200);
}

async function availableTo(request: APIRequestContext, guest: TestGuest): Promise<number> {
  const answer = await request.get(`/api/guests/${guest.id}/balance`, { headers: await asManager(request) });
  return ((await answer.json()) as { available: number }).available;
}

test('a guest goes to another network of theirs without a code, and back', async ({ page }) => {
  const guest = await registerGuest(page.request);
  await signInToCabinet(page, guest.phone, 'en');
  await joinOtherNetwork(page.request, guest.phone);
  await openByMore(page, 'Settings');
  await page.getByRole('button', { name: 'Open Other' }).click();
  await expect(page).toHaveURL(/\/cabinet\/other$/);
  await expect(page.getByRole('region', { name: CARD })).toBeVisible();
  await openByMore(page, 'Settings');
  await page.getByRole('button', { name: 'Open Demo' }).click();
  await expect(page).toHaveURL(/\/cabinet\/demo$/);
  await expect(page.getByRole('region', { name: CARD })).toBeVisible();
});

test('a guest of the demonstration is signed in by one press', async ({ page, request }) => {
  const { name, phone } = await registerGuest(request, 900);
  // The small demonstration has no guests, so the test answers its list and its sign-in with this guest.
  await page.route('**/api/demo', async (route) => {
    const demo = (await (await route.fetch()).json()) as object;
    await route.fulfill({ json: { ...demo, guests: [{ network: 'demo', name, phone, part: 'SAVER' }] } });
  });
  await page.route('**/api/demo/session', async (route) => {
    const { refreshCookie, ...asked } = route.request().postDataJSON() as { refreshCookie: string };
    expect(asked).toEqual({ network: 'demo', phone });
    const { networkId } = (await (await page.request.get('/api/auth/guest/networks/demo')).json()) as {
      networkId: string;
    };
    const begun = await page.request.post('/api/auth/register', { data: { networkId, phone } });
    const { verificationId } = (await begun.json()) as { verificationId: string };
    const consents = [{ kind: 'personal_data', version: '2026-01' }];
    const data = { verificationId, code: await codeSentTo(request, phone), consents, refreshCookie };
    const url = new URL('/api/auth/guest/verify', page.url()).href;
    await route.fulfill({ response: await route.fetch({ url, postData: data }) });
  });
  await page.goto('/cabinet/demo');
  await page.getByRole('button', { name: 'EN', exact: true }).click();
  await page
    .getByRole('group', { name: 'Demo guests' })
    .getByRole('button', { name: /many points/ })
    .click();
  await expect(page.getByRole('region', { name: CARD })).toBeVisible();
  await expect(page.getByText(/^\d{3} \d{3}$/)).toBeVisible();
});

test('a guest who waits in vain gets another code, and finds the phone typed when going back', async ({ page }) => {
  const { phone } = await registerGuest(page.request);
  await page.goto('/cabinet/demo');
  await page.getByRole('button', { name: 'EN', exact: true }).click();
  await page.getByLabel('Phone').fill(phone);
  await page.keyboard.press('Enter');
  const code = page.getByLabel('Code');
  await expect(code).toBeVisible();
  await page.getByRole('button', { name: 'Another phone' }).click();
  expect((await page.getByLabel('Phone').inputValue()).replaceAll(' ', '')).toBe(phone);
  await page.getByLabel('Phone').press('Enter');
  await code.fill('1');
  await page.getByRole('button', { name: 'Send the code again' }).click();
  await expect(page.getByRole('status').filter({ hasText: 'new code' })).toBeVisible();
  await expect(code).toHaveValue('');
  await expectNoViolations(page);
  await code.fill(await codeSentTo(page.request, phone));
  await expect(page.getByRole('region', { name: CARD })).toBeVisible();
});

test('a guest whom a manager has blocked reads it in place of the card', async ({ page }) => {
  const guest = await registerGuest(page.request);
  const headers = { ...(await asManager(page.request)), 'idempotency-key': `block-${guest.id}` };
  const data = { reasonCode: 'OTHER', comment: 'Two people use the card.' };
  const blocked = await page.request.post(`/api/guests/${guest.id}/block`, { headers, data });
  expect(blocked.ok(), await blocked.text()).toBe(true);
  await page.goto('/cabinet/demo');
  await page.getByRole('button', { name: 'EN', exact: true }).click();
  await enterByCode(page, guest.phone, 'en');
  await expect(page.getByRole('alert').filter({ hasText: 'Your card is blocked' })).toBeVisible();
  await expectNoViolations(page);
});

test('a guest gives a consent and takes it back, and both are kept', async ({ page }) => {
  const guest = await registerGuest(page.request);
  await signInToCabinet(page, guest.phone, 'en');
  await openByMore(page, 'Settings');
  const consents = page.getByRole('region', { name: 'Messages and consents' });
  const box = consents.getByRole('checkbox', { name: /messages about offers and gifts/ });
  await expect(box).not.toBeChecked();
  await box.click();
  await expect(box).toHaveAccessibleDescription(/Agreed on/);
  await page.reload();
  await expect(box).toBeChecked();
  await page.route('**/api/guests/*/consents', async (route) => {
    if (route.request().method() !== 'GET') return route.fallback();
    const { items } = (await (await route.fetch()).json()) as { items: object[] };
    return route.fulfill({ json: { items: items.map((item) => ({ ...item, version: '0', text: 'Write to me.' })) } });
  });
  await page.reload();
  await expect(box).toHaveAccessibleDescription(/You agreed to an earlier text: “Write to me.”/);
  await box.click();
  await expect(box).toHaveAccessibleDescription(/Withdrawn on/);
  const answer = await page.request.get(`/api/guests/${guest.id}/consents`, { headers: await asManager(page.request) });
  const { items } = (await answer.json()) as { items: { kind: string; given: boolean; source: string }[] };
  expect(items).toContainEqual(expect.objectContaining({ kind: 'marketing', given: false, source: 'SELF' }));
});

test('a guest refuses messages about deliveries, and wants them again', async ({ page }) => {
  const guest = await registerGuest(page.request);
  await signInToCabinet(page, guest.phone, 'en');
  await openByMore(page, 'Settings');
  const texts = page.getByRole('checkbox', { name: 'Delivery updates, by SMS' });
  await expect(texts).toBeChecked();
  await texts.click();
  await expect(texts).not.toBeChecked();
  await page.reload();
  await expect(texts).not.toBeChecked();
  await texts.click();
  await page.reload();
  await expect(texts).toBeChecked();
  await expectNoViolations(page);
});

test('a reward that is sent asks for the address, and shows it with the state', async ({ page, browser, request }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  const guest = await registerGuest(request, 300);
  const reward = await addReward(request, { kind: 'PRODUCT', gift: null, shippingRequired: true });
  await signInToCabinet(page, guest.phone, 'en');
  await page.getByRole('link', { name: 'Rewards' }).click();
  await page.getByRole('button', { name: `Get ${reward.name.en}`, exact: true }).click();
  const address = page.getByLabel('Delivery address');
  await page.getByRole('button', { name: 'Spend 200 points' }).click();
  await expect(address).toHaveAccessibleDescription(/Enter the address/);
  await expectNoViolations(page);
  await keepPicture(page, 'cabinet-address');
  await address.fill('Kazan, Baumana 1\nflat 2');
  // The server took the request and its answer was lost. The page repeats the same request, so it is not taken twice.
  let isLost = false;
  await page.route('**/api/auth/me/rewards', async (route) => {
    if (isLost || route.request().method() !== 'POST') return route.fallback();
    isLost = true;
    expect((await route.fetch()).status()).toBe(201);
    return route.abort();
  });
  await page.getByRole('button', { name: 'Spend 200 points' }).click();
  await expect(page.getByRole('dialog').getByRole('alert')).toBeVisible();
  await expect(address).toBeDisabled();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await page.getByRole('button', { name: `Get ${reward.name.en}`, exact: true }).click();
  await expect(address).toHaveValue('Kazan, Baumana 1\nflat 2');
  await expect(address).toBeDisabled();
  await page.getByRole('button', { name: 'Spend 200 points' }).click();
  await expect(page.getByRole('dialog')).toHaveCount(0);
  const yours = page.getByRole('region', { name: 'Your rewards' });
  await expect(yours).toContainText('To: Kazan, Baumana 1, flat 2');
  await expect(yours).toContainText('Waiting to be sent');
  await expect(yours.getByRole('listitem')).toHaveCount(1);

  const desk = await browser.newPage();
  await signInTo(desk, MANAGER, 'en', '/admin/rewards/redeemed');
  const row = desk.getByRole('row').filter({ has: desk.locator(`a[href$="${guest.id}"]`) });
  await expect(row).toContainText('Kazan, Baumana 1');
  await row.getByRole('button', { name: 'Mark as sent' }).click();
  await expect(row).toContainText('Sent');
  await keepPicture(desk, 'redeemed-delivery');
  await desk.close();
  await page.reload();
  await expect(yours).toContainText('On its way');
});

test('the camera reads a receipt, and its points come to the guest once', async ({ baseURL, request }, testInfo) => {
  const guest = await registerGuest(request);
  const headers = { authorization: `Bearer ${await tokenOf(request, 'cashier@demo.test')}` };
  const sold = await request.post('/api/receipts', {
    headers: { ...headers, 'idempotency-key': randomUUID() },
    data: {
      pointOfSaleId: await anyPointOfSale(request),
      receiptNumber: `G-${randomUUID().slice(0, 8)}`,
      amount: 155_000,
    },
  });
  expect(sold.status(), await sold.text()).toBe(201);
  const { id } = (await sold.json()) as { id: string };
  const slip = await request.get(`/api/receipts/${id}/qr`, { headers });
  const { qr } = (await slip.json()) as { qr: string };
  const browser = await launchWithCamera(qr, testInfo.outputPath('receipt.y4m'));
  try {
    const page = await browser.newPage({ baseURL: baseURL ?? '', permissions: ['camera'], locale: 'en-GB' });
    await signInToCabinet(page, guest.phone, 'en');
    await openByMore(page, 'Add a receipt');
    await page.getByRole('button', { name: 'Scan the receipt' }).click();
    await expect(page.getByText(/^Receipt added: \d+ points?\.$/)).toBeVisible();
    await keepPicture(page, 'cabinet-receipt-added');
    // The guest scans a slip that is already attached to them.
    await page.getByRole('button', { name: 'Scan the receipt' }).click();
    await expect(page.getByRole('alert')).toBeVisible();
  } finally {
    await browser.close();
  }
  expect(await salesOf(request, guest)).toMatchObject([{ amount: 155_000 }]);
});

test('a guest downloads their data, asks for its erasure and cancels it', async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  const guest = await registerGuest(page.request);
  await signInToCabinet(page, guest.phone, 'en');
  await openByMore(page, 'Settings');
  const panel = page.getByRole('region', { name: 'Your data' });
  for (const [format, name] of [
    ['html', 'Download my data'],
    ['json', 'Download as JSON'],
  ] as const) {
    const file = page.waitForEvent('download');
    await panel.getByRole('button', { name }).click();
    expect((await file).suggestedFilename()).toBe(`personal-data.${format}`);
  }
  await panel.getByRole('button', { name: 'Erase my data' }).click();
  const dialog = page.getByRole('dialog', { name: 'Erase my data' });
  await expectNoViolations(page);
  await keepPicture(page, 'cabinet-erasure');
  await dialog.getByRole('button', { name: 'Erase', exact: true }).click();
  await expect(panel.getByText(/Your data is erased on/)).toBeVisible();
  await panel.getByRole('button', { name: 'Cancel the erasure' }).click();
  await expect(panel.getByRole('button', { name: 'Erase my data' })).toBeVisible();
});

test('a head of a family sets the allowance of a child and takes it away', async ({ page, request }) => {
  const [head, child] = await registerRelatives(request, [500, 0]);
  if (head === undefined || child === undefined) throw new Error('the family has two members');
  const familyId = await makeFamily(request, [head, child]);
  await allow(request, familyId, child, head);
  await signInToCabinet(page, head.phone, 'en', 'other');
  await openByMore(page, 'Family');
  await expect(page.getByText('700 of 700 points left for the month')).toBeVisible();
  await page.getByRole('button', { name: `Allowance of ${child.name}` }).click();
  const dialog = page.getByRole('dialog', { name: `Allowance of ${child.name}` });
  await dialog.getByLabel('Points').fill('50');
  await dialog.getByLabel('For how long').selectOption('ONCE');
  await expectNoViolations(page);
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('50 of 50 points left', { exact: true })).toBeVisible();
  await page.getByRole('button', { name: `Allowance of ${child.name}` }).click();
  await dialog.getByRole('button', { name: 'Remove the allowance' }).click();
  await expect(page.getByText('Can’t spend points without an allowance')).toBeVisible();
});

test('a guest gives points to another guest where the network allows it', async ({ page, request }) => {
  const [giver, friend] = [await registerGuest(request, 300), await registerGuest(request)];
  await signInToCabinet(page, giver.phone, 'en');
  await page.getByRole('link', { name: 'More' }).click();
  await expect(page.getByRole('link', { name: 'Settings' })).toBeVisible();
  await expect(page.getByRole('link', { name: 'Give points' })).toHaveCount(0);
  await page.goto('/cabinet/demo/give');
  await expect(page.getByText('Point transfers are off')).toBeVisible();
  await changeSettings(request, { transfers: { allowed: true, pointsCoolFor: 0, guestsCoolFor: 0 } });
  try {
    const field = page.getByLabel('Phone of the guest');
    await expect(async () => {
      await page.reload();
      await expect(field).toBeVisible({ timeout: 10_000 });
    }).toPass();
    const before = await availableTo(request, friend);
    await field.fill(friend.phone);
    await page.getByLabel('Number of points').fill('120');
    await expectNoViolations(page);
    const give = page.getByRole('button', { name: 'Give', exact: true });
    const yes = page.getByRole('button', { name: 'Give 120 points' });
    // The server gave the points and its answer was lost. The repeated gift gives no more points.
    await page.route(
      '**/api/auth/me/transfers',
      async (route) => {
        expect((await route.fetch()).status()).toBe(201);
        await route.abort();
      },
      { times: 1 },
    );
    await give.click();
    await yes.click();
    await expect(page.getByRole('dialog').getByRole('alert')).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(page.getByRole('dialog')).toHaveCount(0);
    await give.click();
    await expect(page.getByRole('dialog').getByRole('alert')).toHaveCount(0);
    await yes.click();
    await expect(page.getByText('120 points given.')).toBeVisible();
    expect(await availableTo(request, friend)).toBe(before + 120);

    // A sale without deciding rules has an explanation too.
    await page.route('**/api/guests/*/history?*', async (route) => {
      const history = (await (await route.fetch()).json()) as { items: object[] };
      await route.fulfill({ json: { ...history, items: history.items.map((item) => ({ ...item, trace: [] })) } });
    });
    await page.getByRole('link', { name: 'History' }).click();
    const lines = page.getByRole('main').getByRole('listitem');
    const given = lines.filter({ hasText: 'Transfer between guests' });
    await given.getByText('Transfer between guests').click();
    await expect(given.getByText('You gave these points to another guest.')).toBeVisible();
    const gift = lines.filter({ hasText: 'Adjusted by staff' });
    await gift.getByText('Adjusted by staff').click();
    await expect(gift.getByText('A gift from the restaurant.')).toBeVisible();
  } finally {
    await changeSettings(request, { transfers: { allowed: false, pointsCoolFor: 1, guestsCoolFor: 1 } });
  }
});

test('partners are listed with their benefits in the language of the guest', async ({ page, request }) => {
  const code = `P${randomUUID().slice(0, 8).toUpperCase()}`;
  const desk = await deskOf(request);
  await desk.send('POST', '/api/partners', {
    code,
    name: `Roasters ${code}`,
    benefits: { ru: 'Кофе в подарок', en: 'A coffee for free' },
    earnPerDay: 1_000,
    burnPerDay: 0,
  });
  const guest = await registerGuest(request);
  await joinOtherNetwork(request, guest.phone);
  await signInToCabinet(page, guest.phone, 'en', 'other');
  await openByMore(page, 'Partners');
  const row = page.getByRole('listitem').filter({ hasText: code });
  await expect(row).toContainText('A coffee for free');
  await expect(row).toContainText('Gives points');
  await expect(row).not.toContainText('Takes points');
});
