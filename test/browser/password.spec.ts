import { expect, test } from '@playwright/test';
import { expectNoViolations, type Language } from './cashier-till';
import { consoleWords, inviteColleague, signInByPage } from './console-desk';
import { looksOfRun } from './harness/looks';
import { keepPicture } from './harness/pictures';

const LOOKS = looksOfRun([
  { language: 'ru', width: 390 },
  { language: 'en', width: 1440 },
] satisfies { language: Language; width: number }[]);

for (const { language, width } of LOOKS) {
  const word = consoleWords[language];
  test.describe(`in ${language} at ${width} px`, () => {
    test.use({ viewport: { width, height: 844 }, locale: language === 'ru' ? 'ru-RU' : 'en-GB' });

    test('a link sets the password once, and then opens nothing', async ({ page, request }) => {
      const { email, token } = await inviteColleague(request, 'manager');
      await page.goto(`/password#${token}`);
      await expectNoViolations(page);
      const password = page.getByLabel(word.newPassword);
      const again = page.getByLabel(word.again);
      await password.fill('short');
      await page.keyboard.press('Enter');
      await expect(page.getByText(word.tooShort)).toBeVisible();
      await password.fill('three quiet words');
      await again.fill('three other words');
      await page.keyboard.press('Enter');
      await expect(page.getByText(word.different)).toBeVisible();
      await keepPicture(page, `password-${width}-${language}`);
      await expectNoViolations(page);

      await again.fill('three quiet words');
      await page.getByRole('button', { name: word.set }).click();
      await expect(page.getByText(word.done)).toBeVisible();
      expect(page.url()).not.toContain(token);
      await expectNoViolations(page);

      await page.goto('about:blank');
      await page.goto(`/password#${token}`);
      await password.fill('three quiet words');
      await again.fill('three quiet words');
      await page.getByRole('button', { name: word.set }).click();
      await expect(page.getByRole('alert')).toContainText(word.expired);
      await keepPicture(page, `password-expired-${width}-${language}`);
      await expectNoViolations(page);

      await signInByPage(page, { email, password: 'three quiet words' }, language);
      await expect(page.getByRole('heading', { level: 1, name: word.today })).toBeVisible();
    });
  });
}
