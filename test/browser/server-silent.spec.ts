import { expect, type Page, test } from '@playwright/test';
import { registerGuest } from './cashier-till';
import { consoleWords, goTo, MANAGER, signInTo } from './console-desk';
import {} from './rewards-desk';

const word = consoleWords.en;
const GONE = 'No connection to the server. This page may be out of date';

/** The server answers no request of the page, not even those for its code. */
async function silenceServer(page: Page): Promise<() => Promise<void>> {
  const paths = /\/(api|assets)\//;
  await page.route(paths, (route) => route.abort());
  return () => page.unroute(paths);
}

test('what was asked of a server that is away comes by itself when it is back', async ({ page, request }) => {
  const guest = await registerGuest(request);
  await signInTo(page, MANAGER, 'en');
  await goTo(page, word.guests);
  const search = page.getByLabel(word.search);
  await expect(search).toBeVisible();
  const bringBack = await silenceServer(page);
  await search.fill(guest.name);
  await expect(page.getByRole('alert').filter({ hasText: GONE })).toBeVisible();
  // The page retried once and does not retry again.
  await expect(page.getByText('Everything you typed is still here')).toBeVisible();
  await bringBack();
  await expect(page.getByRole('link', { name: guest.name })).toBeVisible();
  await expect(page.getByRole('alert')).toHaveCount(0);
  await expect(search).toHaveValue(guest.name);
});

test('a page whose code does not arrive waits on the page before, and opens when the server is back', async ({
  page,
}) => {
  await signInTo(page, MANAGER, 'en');
  await expect(page.getByRole('heading', { level: 1, name: word.today })).toBeVisible();
  await page.waitForLoadState('networkidle');
  const bringBack = await silenceServer(page);
  await goTo(page, 'Restaurants');
  await expect(page.getByRole('alert').filter({ hasText: GONE })).toBeVisible();
  await expect(page.getByRole('heading', { level: 1, name: word.today })).toBeVisible();
  await bringBack();
  await expect(page.getByRole('heading', { level: 1, name: 'Restaurants' })).toBeVisible();
  await expect(page.getByRole('alert')).toHaveCount(0);
});
