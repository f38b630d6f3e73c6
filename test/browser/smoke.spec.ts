import { expect, test } from '@playwright/test';
import { keepPicture } from './harness/pictures';

test('the server answers, and its first page comes up without an error', async ({ page, request }) => {
  const errors: Error[] = [];
  page.on('pageerror', (error) => errors.push(error));
  const health = await request.get('/api/health');
  expect(await health.json()).toMatchObject({ status: 'ok' });
  await page.goto('/');
  await expect(page.locator('#root')).not.toBeEmpty();
  await keepPicture(page, 'first-page');
  expect(errors).toEqual([]);
});

test('the version that the server runs stands below the sign-in, in both languages', async ({ page }) => {
  await page.route('**/api/health', (route) => route.fulfill({ json: { status: 'ok', version: '12.3.4' } }));
  await page.goto('/admin');
  await page.getByRole('button', { name: 'EN', exact: true }).click();
  await expect(page.getByText('Version 12.3.4')).toBeVisible();
  await page.getByRole('button', { name: 'RU', exact: true }).click();
  await expect(page.getByText('Версия 12.3.4')).toBeVisible();
});
