import { expect, test } from '@playwright/test';
import {
  amountField,
  cutInStrip,
  expectNoViolations,
  findField,
  primary,
  registerGuest,
  salesOf,
  type TestGuest,
  tokenOf,
  words,
} from './cashier-till';
import { changeSettings } from './console-desk';
import { keepPicture } from './harness/pictures';
import {
  KEPT,
  SPENT,
  whenCopied,
  openKeptTill,
  meet,
  goOffline,
  sell,
  spend,
  sellTo,
  amountsOf,
  waiting,
} from './offline-till';

/** A service worker keeps these pages, as on a till. */
test.use({ serviceWorkers: 'allow' });

test('a sale goes on where the network ends, outlives its tab, and reaches the server once with its own time @smoke', async ({
  page,
  context,
  request,
}) => {
  const guest = await registerGuest(request, 500);
  await openKeptTill(page);
  await meet(page, guest);
  await amountField(page, 'en').fill('1550');
  await expect(primary(page)).toContainText('points');
  await goOffline(context, page);
  const rungUpAt = Date.now();
  await expect(primary(page)).toBeEnabled();
  await amountField(page, 'en').press('Enter');
  await expect(page.getByText(KEPT)).toBeVisible();
  await expectNoViolations(page);
  await keepPicture(page, 'cashier-offline-kept');
  // The tab dies right after "kept"; the next one opens without the server.
  await page.close();
  const again = await context.newPage();
  await again.goto('/cashier');
  await expect(waiting(again, 1)).toBeVisible();
  await sellTo(again, guest, 300);
  await sell(again, 200);
  await expect(waiting(again, 3)).toBeVisible();
  for (const width of [1024, 390]) {
    await again.setViewportSize({ width, height: 844 });
    expect(await cutInStrip(again)).toEqual([]);
  }
  await again.getByRole('button', { name: 'Sign out' }).click();
  await expect(again.getByRole('dialog')).toContainText('3 sales are not on the server yet');
  await expectNoViolations(again);
  await again.getByRole('button', { name: 'Stay' }).click();
  await context.setOffline(false);
  await expect(again.getByRole('button', { name: /to send/ })).toHaveCount(0);
  expect(await amountsOf(request, guest)).toEqual([155_000, 30_000]);
  const headers = { authorization: `Bearer ${await tokenOf(request, 'manager@demo.test')}` };
  const history = await request.get(`/api/guests/${guest.id}/history`, { headers });
  const { items } = (await history.json()) as { items: { type: string; amount: number; occurredAt: string }[] };
  const first = items.find(({ amount }) => amount === 155_000);
  expect(Math.abs(Date.parse(first?.occurredAt ?? '') - rungUpAt)).toBeLessThan(30_000);
});

test('a check that is divided without the server is kept part by part, and is one receipt when it is there', async ({
  page,
  context,
  request,
}) => {
  const [anna, boris] = [await registerGuest(request), await registerGuest(request)];
  await openKeptTill(page);
  await meet(page, boris);
  await page.keyboard.press('Escape');
  await meet(page, anna);
  await goOffline(context, page);
  await amountField(page, 'en').fill('2000.01');
  await page.getByRole('form').getByRole('button', { name: 'Divide', exact: true }).click();
  await page.getByRole('button', { name: 'Divide into 2 parts' }).click();
  const bar = page.getByRole('region', { name: 'Parts of the check' });
  await expect(bar).toContainText('Part 1 of 2.');
  await expect(primary(page)).toContainText('Charge');
  await primary(page).click();
  await expect(page.getByText(KEPT)).toBeVisible();
  await page.getByRole('button', { name: words.en.next }).click();
  await expect(bar).toContainText('Part 2 of 2.');
  await expect(bar).toContainText('Left to pay: ₽1,000.00');
  await findField(page).fill(boris.phone);
  await page.keyboard.press('Enter');
  await expect(primary(page)).toContainText('Charge');
  await primary(page).click();
  await expect(page.getByText(KEPT)).toBeVisible();
  await page.getByRole('button', { name: words.en.next }).click();
  await expect(bar).toBeHidden();
  await expect(waiting(page, 2)).toBeVisible();
  await context.setOffline(false);
  await expect(page.getByRole('button', { name: /to send/ })).toHaveCount(0);
  const [first] = await salesOf(request, anna);
  const headers = { authorization: `Bearer ${await tokenOf(request, 'manager@demo.test')}` };
  const parts = await request.get(`/api/receipts/${String(first?.id)}/parts`, { headers });
  expect(await parts.json()).toMatchObject({
    items: [
      { guestId: anna.id, amount: 100_001, part: { number: 1, of: 2, receiptAmount: 200_001 } },
      { guestId: boris.id, amount: 100_000, part: { number: 2, of: 2, receiptAmount: 200_001 } },
    ],
  });
});

test('two tabs that both sold, and wake at once, deliver each act once', async ({ page, context, request }) => {
  const [mine, theirs] = [await registerGuest(request), await registerGuest(request)];
  await openKeptTill(page);
  await meet(page, mine);
  const other = await context.newPage();
  await whenCopied(other, () => other.goto('/cashier'));
  await meet(other, theirs);
  await goOffline(context, page);
  await expect(other.getByText(/The till sells on/)).toBeVisible();
  await Promise.all([sell(page, 400), sell(other, 500)]);
  await sellTo(other, theirs, 600);
  await expect(waiting(page, 3)).toBeVisible();
  // The tab that delivers closes; the other tab takes over.
  await page.close();
  await context.setOffline(false);
  await expect(other.getByRole('button', { name: /to send/ })).toHaveCount(0);
  expect(await amountsOf(request, mine)).toEqual([40_000]);
  expect(await amountsOf(request, theirs)).toEqual([50_000, 60_000]);
});

test('a server that can record no sale leaves it to the device at once, and has it once when it can again', async ({
  page,
  request,
}) => {
  const guest = await registerGuest(request);
  await openKeptTill(page);
  await meet(page, guest);
  await amountField(page, 'en').fill('700');
  await expect(primary(page)).toBeEnabled();
  // A server without its database keeps the first call; the device keeps it under the same key.
  let keys: (string | undefined)[] = [];
  const acts = '**/api/**';
  await page.route(acts, async (route) => {
    if (route.request().url().endsWith('/transaction')) {
      keys = [...keys, route.request().headers()['idempotency-key']];
      expect((await route.fetch()).status()).toBe(201);
      await route.fulfill({ status: 202, json: { type: 'SALE', status: 'KEPT', message: '' } });
      return;
    }
    await route.fulfill({ status: 503, json: { code: 'unavailable', status: 503, title: '' } });
  });
  await amountField(page, 'en').press('Enter');
  await expect(page.getByText(KEPT)).toBeVisible();
  await expectNoViolations(page);
  await page.getByRole('button', { name: words.en.next }).click();
  await expect(page.getByText(/The till sells on/)).toBeVisible();
  // The next guest is served by the device from the first press on.
  await sellTo(page, guest, 710);
  expect(keys).toHaveLength(1);
  await expect(waiting(page, 2)).toBeVisible();
  await page.unroute(acts);
  await expect(page.getByRole('button', { name: /to send/ })).toHaveCount(0);
  expect(await amountsOf(request, guest)).toEqual([70_000, 71_000]);
});

test('the third of five is refused: it stands in the list with what to do, and the others arrive', async ({
  page,
  context,
  request,
}) => {
  const [guest, blocked] = [await registerGuest(request), await registerGuest(request)];
  await openKeptTill(page);
  await meet(page, blocked);
  await page.keyboard.press('Escape');
  await meet(page, guest);
  await page.keyboard.press('Escape');
  await goOffline(context, page);
  const authorization = `Bearer ${await tokenOf(request, 'manager@demo.test')}`;
  const headers = { authorization, 'idempotency-key': `block-${blocked.id}` };
  const data = { reasonCode: 'OTHER', comment: 'for a test' };
  expect((await request.post(`/api/guests/${blocked.id}/block`, { headers, data })).ok()).toBe(true);
  await sellTo(page, guest, 101);
  await sellTo(page, guest, 102);
  await sellTo(page, blocked, 103);
  await sellTo(page, guest, 104);
  await sell(page, 105);
  await context.setOffline(false);
  const toCheck = page.getByRole('button', { name: /^Check 1 sale/ });
  await expect(toCheck).toBeVisible();
  expect(await amountsOf(request, guest)).toEqual([10_100, 10_200, 10_400]);
  await toCheck.click();
  const list = page.getByRole('dialog');
  await expect(list).toContainText(blocked.name);
  await expect(list).toContainText('The server did not record this sale');
  await expectNoViolations(page);
  await keepPicture(page, 'cashier-offline-refused');
  for (const width of [390, 1_440]) {
    await page.setViewportSize({ width, height: 800 });
    await expect(list.getByRole('button', { name: 'Send again' })).toBeInViewport();
  }
  await list.getByRole('button', { name: 'Noted' }).click();
  await expect(list).toContainText('All sales are on the server');
});

test('points spent offline are paid by the allowance of the till, and by no forged or expired one', async ({
  page,
  context,
  request,
}) => {
  const headers = { authorization: `Bearer ${await tokenOf(request, 'manager@demo.test')}` };
  await changeSettings(request, { limits: { tillAllowance: 1_000 } });
  let asked: { readonly path: string; readonly deviceId: string } | undefined;
  await page.route(/\/allowance\/token$/, async (route) => {
    const { deviceId } = route.request().postDataJSON() as { deviceId: string };
    asked = { path: new URL(route.request().url()).pathname.replace(/\/token$/, ''), deviceId };
    await route.continue();
  });
  await openKeptTill(page);
  await expect.poll(() => asked).toBeDefined();
  const { path = '', deviceId = '' } = asked ?? {};
  const allow = async (lastsMs: number): Promise<Allowance> => {
    const data = { points: 1_000, until: new Date(Date.now() + lastsMs).toISOString() };
    expect((await request.put(path, { headers, data })).status()).toBe(200);
    const answer = await request.post(`${path}/token`, { headers, data: { deviceId } });
    return (await answer.json()) as Allowance;
  };
  let given: Allowance | null = null;
  await page.route(`**${path}/token`, (route) => route.fulfill({ json: given }));

  /** A guest spends points offline that were spent at another till meanwhile; then the act is delivered. */
  const deliver = async (allowance: Allowance, isKept: () => Promise<void> = () => Promise.resolve()) => {
    given = allowance;
    const guest = await registerGuest(request, 500);
    await whenCopied(page, () => page.goto('/cashier'));
    await meet(page, guest);
    await goOffline(context, page);
    const taken = await request.post(`/api/guests/${guest.id}/transaction`, {
      headers: { ...headers, 'idempotency-key': `taken-${guest.id}` },
      data: { type: 'MANUAL', direction: 'DEBIT', points: 600, reasonCode: 'CORRECTION', comment: 'for a test' },
    });
    expect(taken.status()).toBe(201);
    await isKept();
    await spend(page);
    await expect(waiting(page, 1)).toBeVisible();
    await context.setOffline(false);
    return guest;
  };
  /** The list shows the act with its reason, and the ledger has no row of the act. */
  const expectRefused = async (guest: TestGuest, reason: string) => {
    await page.getByRole('button', { name: /^Check 1 sale/ }).click();
    const list = page.getByRole('dialog');
    await expect(list).toContainText(guest.name);
    await expect(list).toContainText(reason);
    await list.getByRole('button', { name: 'Noted' }).click();
    await expect(list).toContainText('All sales are on the server');
    expect(await amountsOf(request, guest)).toEqual([]);
  };
  const used = async () => ((await (await request.get(path, { headers })).json()) as { used: number }).used;

  try {
    const good = await allow(60 * 60_000);
    const paid = await deliver(good);
    await expect(page.getByRole('button', { name: /to send/ })).toHaveCount(0);
    const history = await request.get(`/api/guests/${paid.id}/history`, { headers });
    const { items } = (await history.json()) as { items: object[] };
    const sale = { type: 'SALE', amount: 200_000, pointsRedeemed: SPENT, payable: 160_000 };
    expect(items).toContainEqual(expect.objectContaining(sale));
    expect(await used()).toBe(SPENT);

    await expectRefused(await deliver(forged(good)), 'No valid offline limit');
    expect(await used()).toBe(SPENT);

    // The page thinks that the allowance has not ended, as on a till whose clock was put back.
    const short = await allow(3_000);
    const isOver = async () => {
      await expect.poll(() => Date.now()).toBeGreaterThan(Date.parse(short.until));
    };
    await expectRefused(await deliver({ ...short, until: good.until }, isOver), 'The offline limit has expired');
  } finally {
    await context.setOffline(false);
    await request.delete(path, { headers });
    await changeSettings(request, { limits: { tillAllowance: 0 } });
  }
});

/** A till's allowance as the page is given it. */
interface Allowance {
  readonly token: string;
  readonly points: number;
  readonly until: string;
}

/** The token with another number of points, which its signature does not cover. */
function forged({ token, ...rest }: Allowance): Allowance {
  const [form, key, payload = '', signature] = token.split('.');
  const content = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8')) as unknown[];
  content[4] = 9_999;
  const other = Buffer.from(JSON.stringify(content)).toString('base64url');
  return { ...rest, token: [form, key, other, signature].join('.') };
}
