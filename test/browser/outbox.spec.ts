import { expect, test } from '@playwright/test';
import { expectNoViolations } from './cashier-till';
import { looksOfRun } from './harness/looks';
import { keepPicture } from './harness/pictures';
import { expectToFit } from './rewards-desk';

const LOOKS = [
  { language: 'ru', colorScheme: 'dark', width: 390, title: 'Исходящие для разработки', to: 'Кому' },
  { language: 'en', colorScheme: 'light', width: 1440, title: 'Development outbox', to: 'To' },
] as const;

for (const { language, colorScheme, width, title, to } of looksOfRun(LOOKS)) {
  test.describe(`in ${language}, ${colorScheme}, at ${String(width)} px`, () => {
    test.use({ viewport: { width, height: 900 }, colorScheme });

    test('a code that was sent is found by its phone', async ({ page, request }) => {
      const phone = `+7902${String(Date.now()).slice(-7)}`;
      const signedIn = await request.post('/api/auth/login', {
        data: { email: 'cashier@demo.test', password: 'loyalty-demo' },
      });
      const { user } = (await signedIn.json()) as { user: { networkId: string } };
      const data = { networkId: user.networkId, phone, consents: [] };
      const answer = await request.post('/api/auth/register', { data });
      expect(answer.status(), await answer.text()).toBe(202);
      await page.goto('/dev/outbox');
      await page.getByRole('button', { name: language.toUpperCase(), exact: true }).click();
      await expect(page.getByRole('heading', { name: title })).toBeVisible();
      await page.getByLabel(to).fill(phone);
      await page.keyboard.press('Enter');
      const messages = page.getByRole('listitem');
      await expect(messages).toHaveCount(1);
      await expect(messages).toContainText(phone);
      await expect(messages).toContainText(/\d{6}/);
      await keepPicture(page, `outbox-${String(width)}-${language}`);
      await expectNoViolations(page);
      await expectToFit(page, width);
    });
  });
}
