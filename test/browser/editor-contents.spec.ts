import { expect, test } from '@playwright/test';
import { expectNoViolations } from './cashier-till';
import { MANAGER, signInTo } from './console-desk';
import { keepPicture } from './harness/pictures';
import { beginDraft } from './program-desk';
import { expectToFit, rewardWords } from './rewards-desk';

const LOOKS = [
  { language: 'ru', width: 390 },
  { language: 'en', width: 1280 },
] as const;

const WORDS = {
  ru: {
    contents: 'Содержание',
    needsFixing: 'нужно исправить',
    general: 'Общее',
    tiers: 'Уровни',
    earning: 'Начисление',
    expiry: 'Когда баллы сгорают',
    discount: 'VIP: Скидка',
    what: 'Что это',
    who: 'Кому доступна',
  },
  en: {
    contents: 'Contents',
    needsFixing: 'needs fixing',
    general: 'General',
    tiers: 'Tiers',
    earning: 'Earning',
    expiry: 'Points expiry',
    discount: 'VIP: Discount',
    what: 'Description',
    who: 'Eligibility',
  },
} as const;

for (const { language, width } of LOOKS) {
  const word = WORDS[language];

  test.describe(`in ${language} at ${String(width)} px`, () => {
    test.use({ viewport: { width, height: 800 } });

    test('the contents of a programme lead by keyboard to a section, and mark the present and the wrong one', async ({
      page,
      request,
    }) => {
      const draft = await beginDraft(request);
      await signInTo(page, MANAGER, language, `/admin/programs/${String(draft.version)}`);
      const contents = page.getByRole('navigation', { name: word.contents });
      const linkTo = (section: string) => contents.getByRole('link', { name: section });
      await expect(contents.getByRole('link')).toHaveCount(10);
      await expect(linkTo(word.general)).toHaveAttribute('aria-current', 'location');

      await linkTo(word.earning).focus();
      await page.keyboard.press('Enter');
      await expect(linkTo(word.earning)).toHaveAttribute('aria-current', 'location');
      const earning = page.getByRole('region', { name: word.earning, exact: true });
      await expect(earning.getByRole('heading', { level: 2 })).toBeInViewport();
      await page.keyboard.press('Tab');
      await expect(earning.locator(':focus')).toHaveCount(1);
      await expect(contents).toBeInViewport();

      // The last sections are too short to reach the top of the screen.
      await linkTo(word.expiry).click();
      await expect(linkTo(word.expiry)).toHaveAttribute('aria-current', 'location');
      await expect(contents.locator('[aria-current]')).toHaveCount(1);

      await expect(contents.getByText(word.needsFixing)).toHaveCount(0);
      await page.getByLabel(word.discount, { exact: true }).fill('a lot');
      await expect(linkTo(word.tiers)).toContainText(word.needsFixing);
      await expect(contents.getByText(word.needsFixing)).toHaveCount(1);
      await expect(linkTo(word.tiers)).toHaveAttribute('aria-current', 'location');
      await keepPicture(page, `contents-program-${String(width)}-${language}`);
      await expectNoViolations(page);
      await expectToFit(page, width);
    });

    test('the contents of a reward mark the section that is not complete', async ({ page }) => {
      await signInTo(page, MANAGER, language, '/admin/rewards/new');
      const contents = page.getByRole('navigation', { name: word.contents });
      await expect(contents.getByRole('link')).toHaveCount(3);
      await page.getByRole('button', { name: rewardWords[language].submitNew }).click();
      await expect(contents.getByRole('link', { name: word.what })).toContainText(word.needsFixing);
      await contents.getByRole('link', { name: word.who }).focus();
      await page.keyboard.press('Enter');
      await expect(contents.getByRole('link', { name: word.who })).toHaveAttribute('aria-current', 'location');
      await page.keyboard.press('Tab');
      await expect(page.getByRole('region', { name: word.who, exact: true }).locator(':focus')).toHaveCount(1);
      await keepPicture(page, `contents-reward-${String(width)}-${language}`);
      await expectNoViolations(page);
      await expectToFit(page, width);
    });
  });
}
