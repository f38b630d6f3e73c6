import { expect, test } from '@playwright/test';
import { keepPicture } from './harness/pictures';

test('the server answers, and its first page comes up without an error @smoke', async ({ page, request }) => {
  const errors: Error[] = [];
  page.on('pageerror', (error) => errors.push(error));
  const health = await request.get('/api/health');
  expect(await health.json()).toMatchObject({ status: 'ok' });
  await page.goto('/');
  await expect(page.locator('#root')).not.toBeEmpty();
  await keepPicture(page, 'first-page');
  expect(errors).toEqual([]);
});
