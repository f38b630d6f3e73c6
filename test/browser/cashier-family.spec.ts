import { expect, test } from '@playwright/test';
import { expectNoViolations, findByPhone, openTill, registerGuest } from './cashier-till';
import { keepPicture } from './harness/pictures';

const WORDS = {
  ru: 'Вместе с семьёй можно потратить 1 250 баллов.',
  en: 'With the family: 1,250 points to spend.',
} as const;

for (const [language, width] of [
  ['ru', 390],
  ['en', 1440],
] as const) {
  test.describe(`in ${language} at ${String(width)} px`, () => {
    test.use({ viewport: { width, height: 900 } });

    test('a guest whose family lends points is told as one who can spend more', async ({ page, request }) => {
      const guest = await registerGuest(request, 100);
      // The demonstration's programme has no families; what the pool comes to is tried by the tests of the API.
      await page.route('**/api/guest/*/balance', async (route) => {
        const answer = await route.fetch();
        const family = { id: guest.id, members: [], pooled: 1_250 };
        await route.fulfill({ response: answer, json: { ...(await answer.json()), family } });
      });
      await openTill(page, language);
      await findByPhone(page, guest, language);
      await expect(page.getByText(WORDS[language])).toBeVisible();
      await expectNoViolations(page);
      await keepPicture(page, `cashier-family-${String(width)}-${language}`);
    });
  });
}
