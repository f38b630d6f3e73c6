import { type APIRequestContext, type BrowserContext, expect, type Page } from '@playwright/test';
import { execFileSync } from 'node:child_process';
import { amountField, findByPhone, findField, openTill, primary, salesOf, type TestGuest, words } from './cashier-till';

export const KEPT = /Kept on this device/;
export const HOUR_MS = 3_600_000;
/** Bytes that the browser may store: enough for the page itself, and for little besides. */
export const QUOTA = 24 * 1024 * 1024;
/** Points that a guest spends while the till has no server. */
export const SPENT = 300;

/** Opens a till that the service worker keeps. Waits for the till's first copy, whose last part to arrive is the allowance. */
export async function whenCopied(page: Page, open: () => Promise<unknown>): Promise<void> {
  const allowed = page.waitForResponse(/\/allowance\/token$/);
  await open();
  await allowed;
  await page.evaluate(async () => {
    await navigator.serviceWorker.ready;
  });
}

export async function openKeptTill(page: Page): Promise<void> {
  await whenCopied(page, () => openTill(page, 'en'));
}

/** Finds the guest while the server is there, and waits until this till has copied them. */
export async function meet(page: Page, guest: TestGuest): Promise<void> {
  const copied = page.waitForResponse(/\/offline-copy$/);
  await findByPhone(page, guest, 'en');
  await copied;
  // The copy reaches the disk a moment later.
  await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 300)));
}

export async function goOffline(context: BrowserContext, page: Page): Promise<void> {
  await context.setOffline(true);
  await expect(page.getByText(/The till sells on/)).toBeVisible();
}

/** Rings up a receipt of the guest in front, or an anonymous one. */
export async function sell(page: Page, amount: number): Promise<void> {
  await amountField(page, 'en').fill(String(amount));
  await expect(primary(page)).toBeEnabled();
  await amountField(page, 'en').press('Enter');
  await expect(page.getByText(KEPT)).toBeVisible();
  await page.getByRole('button', { name: words.en.next }).click();
}

/** Rings up 2,000.00 of the guest in front, of which points pay 300.00. */
export async function spend(page: Page): Promise<void> {
  await amountField(page, 'en').fill('2000');
  await page.getByRole('group', { name: words.en.points }).getByRole('textbox').fill(String(SPENT));
  await expect(page.locator('output')).toHaveText('₽1,600.00');
  await expect(primary(page)).toBeEnabled();
  await amountField(page, 'en').press('Enter');
  await expect(page.getByText(KEPT)).toBeVisible();
  await page.getByRole('button', { name: words.en.next }).click();
}

/** After a power cut the disk may hold little besides the sale, so the person signs in again where necessary. */
export async function enterAgain(page: Page): Promise<void> {
  const password = page.locator('input[type=password]');
  await expect(password.or(findField(page))).toBeVisible();
  await page.getByRole('button', { name: 'EN', exact: true }).click();
  if (!(await password.isVisible())) return;
  await page.getByRole('textbox').first().fill('cashier@demo.test');
  await password.fill('loyalty-demo');
  await page.keyboard.press('Enter');
  const place = page.locator('main section button').first();
  await expect(findField(page).or(place).first()).toBeVisible();
  if (!(await findField(page).isVisible())) await place.click();
  await expect(findField(page)).toBeVisible();
}

export async function sellTo(page: Page, guest: TestGuest, amount: number): Promise<void> {
  await findField(page).fill(guest.phone);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: guest.name })).toBeVisible();
  await sell(page, amount);
}

export async function amountsOf(request: APIRequestContext, guest: TestGuest): Promise<number[]> {
  return (await salesOf(request, guest)).map(({ amount }) => amount).reverse();
}

/** Runs in the page: writes until the browser has no room for the smallest of acts. */
export async function fillStorage(): Promise<void> {
  const opening = indexedDB.open('filling');
  const database = await new Promise<IDBDatabase>((resolve, reject) => {
    opening.onupgradeneeded = () => opening.result.createObjectStore('bytes', { autoIncrement: true });
    opening.onsuccess = () => resolve(opening.result);
    opening.onerror = () => reject(new Error('no store to fill'));
  });
  const write = (size: number) =>
    new Promise<boolean>((resolve) => {
      const bytes = new Uint8Array(size);
      for (let at = 0; at < size; at += 65_536) crypto.getRandomValues(bytes.subarray(at, at + 65_536));
      const writing = database.transaction('bytes', 'readwrite');
      writing.objectStore('bytes').add(bytes);
      writing.oncomplete = () => resolve(true);
      writing.onabort = () => resolve(false);
    });
  for (const size of [1_000_000, 100_000, 10_000, 1_000, 100, 10, 1]) while (await write(size));
  database.close();
}

/** Kills the browser like a power cut, so that it finishes nothing. Finds its processes by the profile's folder in their arguments. */
export function killBrowserOf(profile: string): void {
  const processes = execFileSync('ps', ['-axww', '-o', 'pid=,args='], { encoding: 'utf8' }).split('\n');
  const own = processes.filter((line) => line.includes(`--user-data-dir=${profile}`));
  expect(own.length).toBeGreaterThan(0);
  for (const line of own) {
    try {
      process.kill(Number.parseInt(line, 10), 'SIGKILL');
    } catch {
      // The process has ended with its parent, which was killed before it.
    }
  }
}

export const waiting = (page: Page, count: number) =>
  page.getByRole('button', { name: new RegExp(`^${String(count)} sales? to send`) });
