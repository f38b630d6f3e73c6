import { type APIRequestContext, expect, type Page, test } from '@playwright/test';
import { randomInt } from 'node:crypto';
import { expectNoViolations, findField, registerGuest, tokenOf } from './cashier-till';
import { asManager, consoleWords, signInByPage, addColleague } from './console-desk';
import { keepPicture } from './harness/pictures';
import { amountsOf, goOffline, meet, sellTo, waiting } from './offline-till';

/** A service worker keeps these pages, as on a till. */
test.use({ serviceWorkers: 'allow' });

const PASSWORD = 'three quiet words';

interface Cashier {
  readonly name: string;
  readonly email: string;
  readonly pin: string;
}

/** A new cashier of the restaurant, who has set a PIN. */
async function addCashier(request: APIRequestContext, restaurantId: string, pin: string): Promise<Cashier> {
  const number = String(randomInt(1_000_000_000));
  const [email, name] = [`cashier-${number}@demo.test`, `Касса ${number}`];
  const data = { email, name, role: 'cashier', restaurantIds: [restaurantId] };
  const made = await request.post('/api/users', { headers: await asManager(request), data });
  expect(made.status()).toBe(201);
  const { passwordLink } = (await made.json()) as { passwordLink: { token: string } };
  await request.post('/api/auth/password/set', { data: { token: passwordLink.token, password: PASSWORD } });
  const signedIn = await request.post('/api/auth/login', { data: { email, password: PASSWORD } });
  const { accessToken } = (await signedIn.json()) as { accessToken: string };
  const put = await request.put('/api/auth/till-sign-in/pin', {
    headers: { authorization: `Bearer ${accessToken}` },
    data: { pin, password: PASSWORD },
  });
  expect(put.status()).toBe(200);
  return { name, email, pin };
}

async function enter(page: Page, { name, pin }: Cashier): Promise<void> {
  await page.getByRole('button', { name, exact: true }).click();
  for (const digit of pin) await page.getByRole('button', { name: digit, exact: true }).click();
  await page.getByRole('button', { name: 'Enter', exact: true }).click();
}

test('a manager binds a till, whose cashiers change by PIN, with and without the server', async ({
  page,
  context,
  browser,
  request,
}) => {
  const headers = { authorization: `Bearer ${await tokenOf(request, 'manager@demo.test')}` };
  const restaurants = (await (await request.get('/api/restaurants', { headers })).json()) as {
    items: { id: string; closedAt: string | null }[];
  };
  const restaurantId = String(restaurants.items.find(({ closedAt }) => closedAt === null)?.id);
  const [anna, boris] = [
    await addCashier(request, restaurantId, '4826'),
    await addCashier(request, restaurantId, '59371'),
  ];
  const guest = await registerGuest(request);

  await page.goto('/cashier');
  await page.getByRole('button', { name: 'EN', exact: true }).click();
  await page.getByRole('button', { name: 'This till is bound to a restaurant' }).click();
  const code = await page.getByRole('status', { name: 'Code of this till' }).innerText();
  expect(code).toMatch(/^[2-9A-Z]{4}-[2-9A-Z]{4}$/);
  await expectNoViolations(page);
  await keepPicture(page, 'cashier-bind');

  const office = await browser.newContext();
  const console = await office.newPage();
  await signInByPage(console, await addColleague(request, 'manager'), 'en');
  await expect(console.getByRole('heading', { level: 1, name: consoleWords.en.today })).toBeVisible();
  await console.goto(`/admin/restaurants/${restaurantId}`);
  await console.getByRole('button', { name: 'Bind a till' }).click();
  const name = `Bar ${String(randomInt(1_000_000))}`;
  await console.getByLabel('Code on the till').fill(code.toLowerCase());
  await console.getByLabel('Name of the till').fill(name);
  await console.getByRole('button', { name: 'Bind it' }).click();

  await expect(page.getByRole('heading', { name: 'Who is at the till?' })).toBeVisible();
  await expectNoViolations(page);
  await keepPicture(page, 'cashier-people');
  await enter(page, anna);
  const tills = page.locator('main section button');
  await expect(findField(page).or(tills.first())).toBeVisible();
  if ((await tills.count()) > 0) await tills.first().click();
  const copied = page.waitForResponse(/\/offline-copy$/);
  await expect(findField(page)).toBeVisible();
  await page.evaluate(async () => {
    await navigator.serviceWorker.ready;
  });
  await copied.catch(() => undefined);

  // The next cashier signs in within two seconds, without choosing the till again.
  await page.getByRole('button', { name: 'Change cashier' }).click();
  const begun = Date.now();
  await enter(page, boris);
  await expect(findField(page)).toBeVisible();
  expect(Date.now() - begun).toBeLessThan(2_000);
  await meet(page, guest);
  await page.keyboard.press('Escape');

  await goOffline(context, page);
  await sellTo(page, guest, 200);
  await page.getByRole('button', { name: 'Change cashier' }).click();
  await page.getByRole('button', { name: anna.name, exact: true }).click();
  await page.getByLabel('PIN', { exact: true }).fill('1357');
  await page.keyboard.press('Enter');
  await expect(page.getByText('Wrong PIN or card')).toBeVisible();
  await page.getByLabel('PIN', { exact: true }).fill(anna.pin);
  await page.keyboard.press('Enter');
  await expect(page.getByText(/The till sells on/)).toBeVisible();
  await sellTo(page, guest, 300);
  await expect(waiting(page, 2)).toBeVisible();
  // Each sale is sent in a session of its person, which the PIN opens.
  await context.setOffline(false);
  await expect(page.getByRole('button', { name: /to send/ })).toHaveCount(0);
  // The person at the till sends first.
  expect(new Set(await amountsOf(request, guest))).toEqual(new Set([20_000, 30_000]));
  const history = await request.get(`/api/guests/${guest.id}/history`, { headers });
  const { items } = (await history.json()) as { items: { id: string; amount: number }[] };
  for (const [amount, { name: cashier }] of [
    [20_000, boris],
    [30_000, anna],
  ] as const) {
    const sale = items.find((one) => one.amount === amount);
    const shown = await request.get(`/api/transactions/${String(sale?.id)}`, { headers });
    expect(JSON.stringify(await shown.json())).toContain(cashier);
  }

  await console.reload();
  await console.getByRole('button', { name: `Unbind: ${name}` }).click();
  await console.getByRole('button', { name: 'Unbind it now' }).click();
  await expect(console.getByRole('button', { name: `Unbind: ${name}` })).toHaveCount(0);
  await page.reload();
  await expect(page.getByText('This till was unbound').or(page.getByLabel('E-mail'))).toBeVisible();
  await office.close();
});
