import { expect, type Page, test } from '@playwright/test';
import { expectNoViolations } from './cashier-till';
import { addGuestWithStory, goTo, MANAGER, SECOND_MANAGER, signInTo } from './console-desk';
import { LOOKS } from './harness/looks';
import { keepPicture } from './harness/pictures';
import { beginDraft, programWords, withLessOfSilver } from './program-desk';

async function expectToFit(page: Page, width: number): Promise<void> {
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
}

/** One tier of a version that is read, under a heading of its own. */
async function expectPartOf(page: Page, tier: string, sentence: string): Promise<void> {
  const part = page.getByRole('listitem').filter({ has: page.getByRole('heading', { level: 3, name: tier }) });
  await expect(part.getByRole('listitem').filter({ hasText: sentence })).toBeVisible();
}

for (const { language, colorScheme, width } of LOOKS) {
  const word = programWords[language];

  test.describe(`in ${language}, ${colorScheme}, at ${String(width)} px`, () => {
    test.use({ viewport: { width, height: 900 }, colorScheme });

    test('a manager begins a draft, changes it, sees an example of it, mends a mistake and saves', async ({ page }) => {
      const picture = (name: string) =>
        keepPicture(page, `programs-${name}-${String(width)}-${language}-${colorScheme}`);
      await signInTo(page, MANAGER, language);
      await goTo(page, word.programs);
      await expect(page.getByText(word.inForce, { exact: true })).toBeVisible();
      await picture('1-versions');
      await expectNoViolations(page);
      await expectToFit(page, width);

      await page.getByRole('button', { name: word.newDraft }).click();
      await expect(page.getByRole('dialog')).toBeVisible();
      await picture('2-new');
      await expectNoViolations(page);
      await page.getByRole('button', { name: word.begin }).click();
      const discount = page.getByLabel(`SILVER: ${word.discount}`, { exact: true });
      await expect(discount).toHaveValue('10');
      const example = page.getByRole('region', { name: word.example });
      await expect(example.getByText(word.discountOf10)).toBeVisible();

      await discount.fill('12,5');
      await expect(example.getByText(word.discountOf125)).toBeVisible();
      await discount.fill('a lot');
      await expect(page.getByText(word.numberNeeded).first()).toBeVisible();
      await expect(page.getByRole('button', { name: word.save })).toBeDisabled();
      await page.getByRole('button', { name: word.addRule }).click();
      await page.getByRole('button', { name: word.onlyWhen }).click();
      await page.getByLabel(word.value, { exact: true }).fill('dessert');
      await picture('3-mistake');
      await expectNoViolations(page);
      await expectToFit(page, width);

      // The typed text survives a reload, with its mistake.
      await page.reload();
      await expect(discount).toHaveValue('a lot');
      await expect(page.getByText(word.numberNeeded).first()).toBeVisible();
      await discount.fill('12.5');
      await example.getByLabel(word.category).fill('dessert');
      await expect(example.getByText(word.earnsDouble)).toBeVisible();
      await page.getByRole('button', { name: word.save }).click();
      await expect(page.getByText(word.saved)).toBeVisible();
      await picture('4-saved');
      await expectNoViolations(page);
      await page.reload();
      await expect(discount).toHaveValue(language === 'ru' ? '12,5' : '12.5');
      await expect(page.getByText(word.saved)).toBeVisible();
    });
  });
}

test('of a draft that somebody else saved meanwhile both are there to choose from', async ({ page, request }) => {
  const word = programWords.en;
  const draft = await beginDraft(request);
  await signInTo(page, MANAGER, 'en', `/admin/programs/${String(draft.version)}`);
  const name = page.getByLabel(word.name, { exact: true });
  await name.fill('Mine');
  await draft.save({ ...draft.document, name: 'Theirs' });
  await page.getByRole('button', { name: word.save }).click();
  await expect(page.getByText(word.conflict)).toBeVisible();
  await keepPicture(page, 'programs-conflict-en');
  await expectNoViolations(page);
  await page.getByRole('button', { name: word.takeTheirs }).click();
  await expect(name).toHaveValue('Theirs');
  await name.fill('Mine again');
  await draft.save({ ...draft.document, name: 'Theirs again' });
  await page.getByRole('button', { name: word.save }).click();
  await page.getByRole('button', { name: word.keepMine }).click();
  await expect(name).toHaveValue('Mine again');
  await page.getByRole('button', { name: word.save }).click();
  await expect(page.getByText(word.saved)).toBeVisible();
  expect((await draft.read()).document.name).toBe('Mine again');
});

test('what has the focus in a draft is seen, never behind the bar that saves', async ({ page, request }) => {
  const word = programWords.en;
  const draft = await beginDraft(request);
  await page.setViewportSize({ width: 820, height: 700 });
  await signInTo(page, MANAGER, 'en', `/admin/programs/${String(draft.version)}`);
  const save = page.getByRole('button', { name: word.save });
  await expect(save).toBeVisible();
  await page.getByLabel(word.name, { exact: true }).focus();
  const last = page.getByLabel('VIP: Discount', { exact: true });
  for (let stops = 0; stops < 60; stops += 1) {
    await page.keyboard.press('Tab');
    const [bottom, top] = await page.evaluate(() => [
      document.activeElement?.getBoundingClientRect().bottom ?? 0,
      [...document.querySelectorAll('button')]
        .find(({ textContent }) => textContent === 'Save draft')
        ?.getBoundingClientRect().top ?? 0,
    ]);
    expect(bottom).toBeLessThanOrEqual(top);
    if (await last.evaluate((field) => field === document.activeElement)) {
      await expect(last).toHaveCSS('outline-style', 'solid');
      return;
    }
  }
  throw new Error('the last tier was not reached');
});

for (const { language, colorScheme, width } of LOOKS) {
  const word = programWords[language];

  test.describe(`what changes, in ${language}, ${colorScheme}, at ${String(width)} px`, () => {
    test.use({ viewport: { width, height: 900 }, colorScheme });

    test('a change is told in words, waits for a second manager where it takes, and is tried on the past @smoke', async ({
      page,
      request,
    }) => {
      const picture = (name: string) =>
        keepPicture(page, `programs-${name}-${String(width)}-${language}-${colorScheme}`);
      await addGuestWithStory(request);
      const draft = await beginDraft(request);
      await draft.save(withLessOfSilver(draft.document));
      await signInTo(page, MANAGER, language);
      await goTo(page, word.programs);
      await page.getByRole('link', { name: new RegExp(`\\s${String(draft.version)}$`) }).click();
      await page.getByRole('link', { name: word.changes }).click();
      const change = page.getByRole('listitem').filter({ hasText: 'SILVER' }).first();
      await expect(change).toContainText(word.takes);
      await picture('5-changes');
      await expectNoViolations(page);
      await expectToFit(page, width);

      await page.getByRole('link', { name: word.backtests }).click();
      await page.getByRole('button', { name: word.run }).click();
      const chart = page.getByRole('region', { name: word.costTitle });
      await expect(chart.locator('svg').first()).toBeVisible({ timeout: 30_000 });
      await expect(page.getByText(word.cannotKnow)).toBeVisible();
      await picture('6-backtest');
      await expectNoViolations(page);
      await expectToFit(page, width);
      await chart.getByRole('button', { name: word.asTable }).click();
      await expect(chart.getByRole('table')).toBeVisible();

      await page.getByRole('link', { name: word.changes }).click();
      await page.getByRole('button', { name: word.ask }).click();
      await expect(page.getByText(word.own)).toBeVisible();
      await picture('7-awaiting');
      await expectNoViolations(page);
      await page.getByRole('button', { name: word.withdraw }).click();
      await expect(page.getByRole('button', { name: word.ask })).toBeVisible();
    });
  });
}

test('a second manager agrees, the version is scheduled, and its publication can be cancelled', async ({
  page,
  request,
}) => {
  const word = programWords.en;
  const draft = await beginDraft(request);
  await draft.save(withLessOfSilver(draft.document));
  await draft.publish({ effectiveFrom: '2031-01-01T00:00:00.000Z' }, 202);
  await signInTo(page, SECOND_MANAGER, 'en');
  await goTo(page, word.programs);
  await expect(page.getByText(word.awaiting).first()).toBeVisible();
  const versions = page.getByRole('table');
  await versions.getByRole('link', { name: new RegExp(`\\s${String(draft.version)}$`) }).click();
  await page.getByRole('link', { name: word.changes }).click();
  await keepPicture(page, 'programs-second-manager-en');
  await expectNoViolations(page);
  await page.getByRole('button', { name: word.agree }).click();
  await expect(page.getByRole('button', { name: word.cancelPublication })).toBeVisible();
  await keepPicture(page, 'programs-scheduled-en');
  await expectNoViolations(page);
  await page.getByRole('button', { name: word.cancelPublication }).click();
  await expect(page.getByRole('button', { name: word.goBack })).toBeVisible();
  expect((await draft.read()).status).toBe('CANCELLED');
});

test('what takes nothing is published at once by one manager, and reads as sentences from then on', async ({
  page,
  request,
}) => {
  const word = programWords.en;
  const draft = await beginDraft(request);
  await draft.save({ ...draft.document, name: 'A better name' });
  await signInTo(page, MANAGER, 'en');
  await goTo(page, word.programs);
  await page.getByRole('link', { name: new RegExp(`\\s${String(draft.version)}$`) }).click();
  await page.getByRole('link', { name: word.changes }).click();
  await page.getByRole('button', { name: word.publish, exact: true }).click();
  await expect(page.getByText(word.inForce, { exact: true })).toBeVisible({ timeout: 60_000 });
  await page.getByRole('link', { name: word.document }).click();
  await expectPartOf(page, 'SILVER', 'Discount: 10 %');
  await expect(page.getByRole('heading', { level: 3, name: 'All tiers' })).toBeVisible();
  await keepPicture(page, 'programs-sentences-en');
  await expectNoViolations(page);
});
