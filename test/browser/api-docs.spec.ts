import { expect, test } from '@playwright/test';
import { looksOfRun } from './harness/looks';
import { keepPicture } from './harness/pictures';

for (const width of looksOfRun([390, 1_440]))
  test.describe(`the page of the API at ${String(width)} px`, () => {
    test.use({ viewport: { width, height: 900 } });

    test('has an index of the groups of calls, and finds calls by words of them', async ({ page }) => {
      await page.goto('/api/docs');
      const index = page.getByRole('navigation', { name: 'Groups of calls' });
      const calls = page.locator('.opblock-tag-section .opblock-summary');
      await expect(index.getByRole('listitem').first()).toContainText('Sessions');
      expect(await index.getByRole('listitem').count()).toBeGreaterThan(30);
      // Groups are closed, so that the page is an index before it is a book.
      await expect(calls).toHaveCount(0);
      await keepPicture(page, `api-docs-${String(width)}`);

      await index.getByRole('button', { name: /^Shifts/ }).click();
      await expect(calls.first()).toBeVisible();
      await expect(page.locator('h3[data-tag="Shifts"]')).toBeInViewport();

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

      await page.goto('/api/docs#/Guests/lookUpGuest');
      await page.reload();
      await expect(page.locator('.opblock.is-open')).toContainText('Find the guest who stands at the till');
    });
  });
