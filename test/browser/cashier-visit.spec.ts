import { expect, type Page, test } from '@playwright/test';
import { amountField, findByPhone, findField, openTill, primary, registerGuest, textOf, words } from './cashier-till';

/** Keys come more slowly than the pause before a quote, so that each key asks for a quote. */
const SLOW_KEYS = { delay: 400 };
/** How long the test holds the answer of a quote back. */
const HELD_MS = 3_000;

const ID = /[0-9a-f]{8}-[0-9a-f-]{27}/g;

/** Collects the requests that the page sends to the API from now on. */
function requestsOf(page: Page): string[] {
  const requests: string[] = [];
  page.on('request', (request) => {
    const { pathname } = new URL(request.url());
    if (pathname.startsWith('/api/')) requests.push(`${request.method()} ${pathname.replace(ID, ':id')}`);
  });
  return requests;
}

test('a visit with an amount of four slow keys asks the server for seven things', async ({ page, request }) => {
  const [first, second] = [await registerGuest(request), await registerGuest(request)];
  await openTill(page, 'en');
  await page.waitForLoadState('networkidle');
  await visit(page, first, '1550');
  const before = await salesOfShift(page);
  const requests = requestsOf(page);
  await visit(page, second, '1550');
  await page.waitForLoadState('networkidle');
  expect(requests.toSorted()).toEqual([
    'POST /api/guests/:id/quote',
    'POST /api/guests/:id/quote',
    'POST /api/guests/:id/quote',
    'POST /api/guests/:id/quote',
    'POST /api/guests/:id/transaction',
    'POST /api/guests/lookup',
    // The till copies the guest, so that it knows the guest if the network fails now.
    'POST /api/restaurants/:id/points-of-sale/:id/offline-copy',
  ]);
  // The strip of the shift counts the sale in spite of this.
  expect(await salesOfShift(page)).toBe(before + 1);
});

test('one quote is under way at a time: the last key wins, and the earlier ones are abandoned', async ({
  page,
  request,
}) => {
  const guest = await registerGuest(request);
  await openTill(page, 'en');
  await findByPhone(page, guest, 'en');
  let underWay = 0;
  let most = 0;
  let abandoned = 0;
  const isQuote = (url: string) => url.endsWith('/quote');
  page.on('request', (sent) => {
    if (!isQuote(sent.url())) return;
    underWay += 1;
    // The request before this one is aborted at the same moment; the browser may report that a little later, but long before the answer.
    setTimeout(() => (most = Math.max(most, underWay)), HELD_MS / 2);
  });
  page.on('requestfailed', (failed) => {
    if (!isQuote(failed.url())) return;
    underWay -= 1;
    abandoned += 1;
  });
  page.on('requestfinished', (finished) => {
    if (isQuote(finished.url())) underWay -= 1;
  });
  await page.route('**/quote', async (route) => {
    await new Promise((resolve) => setTimeout(resolve, HELD_MS));
    await route.continue().catch(() => undefined);
  });
  for (const key of '1550') {
    const asked = page.waitForRequest((sent) => isQuote(sent.url()));
    await page.keyboard.press(key);
    await asked;
  }
  await expect.poll(() => textOf(primary(page))).toMatch(/^Charge ₽1,472\.50 /);
  expect(most).toBe(1);
  expect(abandoned).toBe(3);
});

async function salesOfShift(page: Page): Promise<number> {
  return Number(/(\d+) sale/.exec(await textOf(page.getByRole('contentinfo')))?.[1]);
}

async function visit(page: Page, guest: Parameters<typeof findByPhone>[1], amount: string): Promise<void> {
  await findByPhone(page, guest, 'en');
  await page.keyboard.type(amount, SLOW_KEYS);
  await expect(amountField(page, 'en')).not.toHaveValue('');
  await expect.poll(() => textOf(primary(page))).toMatch(/^Charge /);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('button', { name: words.en.next })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(findField(page)).toBeFocused();
}
