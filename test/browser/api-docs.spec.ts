import { expect, test } from '@playwright/test';
import { looksOfRun } from './harness/looks';
import { keepPicture } from './harness/pictures';

for (const width of looksOfRun([390, 1_440]))
  test.describe(`the page of the API at ${String(width)} px`, () => {
    test.use({ viewport: { width, height: 900 } });

    test('has an index of the groups of calls, and finds calls by words of them', async ({ page }) => {
      await page.goto('/api/docs');
      const index = page.getByRole('navigation', { name: 'Groups of calls' });
      const calls = page.getByRole('main').getByRole('listitem').filter({ visible: true });
      await expect(index.getByRole('listitem').first()).toContainText('Sessions');
      expect(await index.getByRole('listitem').count()).toBeGreaterThan(30);
      // Groups are closed, so that the page is an index before it is a book.
      await expect(calls).toHaveCount(0);
      await keepPicture(page, `api-docs-${String(width)}`);

      await index.getByRole('link', { name: /^Gift cards/ }).click();
      await expect(calls.first()).toBeVisible();
      await expect(page.getByRole('heading', { name: 'Gift cards' })).toBeInViewport();

      const find = page.getByRole('searchbox', { name: 'Find a call' });
      await find.fill('post guests lookup');
      await expect(calls).toHaveCount(1);
      await expect(calls).toContainText('lookUpGuest');
      await expect(page.getByRole('status')).toHaveText('Calls: 1');
      await keepPicture(page, `api-docs-found-${String(width)}`);
      await find.fill('no such call');
      await expect(page.getByText('No call has all of these words.')).toBeVisible();
      await find.fill('');
      await expect(index.getByRole('listitem').first()).toContainText('Sessions');
    });

    test('draws one call at a time, tries it out, and keeps the key for the next', async ({ page }) => {
      const refused: string[] = [];
      page.on('console', (message) => {
        if (message.text().includes('Content Security Policy')) refused.push(message.text());
      });
      await page.goto('/api/docs#/Sessions/refreshSession');
      const call = page.locator('.opblock.is-open');
      await expect(call).toHaveCount(1);
      await page.getByRole('button', { name: 'Authorize' }).click();
      await page.getByRole('textbox', { name: /value/i }).fill('no-such-key');
      await page.getByRole('button', { name: 'Apply credentials' }).click();
      await page.getByRole('button', { name: 'Close' }).first().click();

      await page.getByRole('searchbox', { name: 'Find a call' }).fill('lookUpGuest');
      await page.getByRole('main').getByRole('link', { name: 'lookUpGuest' }).click();
      await expect(call).toContainText('Find the guest who stands at the till');
      await expect(call).toHaveCount(1);
      await keepPicture(page, `api-docs-call-${String(width)}`);
      expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
      const sent = page.waitForRequest((request) => request.url().endsWith('/api/guests/lookup'));
      await page.getByRole('button', { name: 'Try it out' }).click();
      await page.getByRole('button', { name: 'Execute' }).click();
      expect((await sent).headers()['authorization']).toBe('Bearer no-such-key');
      await expect(call.locator('.live-responses-table')).toContainText('unauthenticated');

      await page.getByRole('searchbox', { name: 'Find a call' }).fill('calls to receivers transaction');
      await page
        .getByRole('main')
        .getByRole('link', { name: /^POST transaction/ })
        .first()
        .click();
      await expect(call).toContainText('webhook-signature');
      expect(refused).toEqual([]);
    });
  });
