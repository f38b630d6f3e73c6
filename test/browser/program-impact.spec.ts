import { type APIRequestContext, expect, type Page, test } from '@playwright/test';
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { expectNoViolations, registerGuest, type TestGuest } from './cashier-till';
import { addColleague, anyPointOfSale, asManager, goTo, MANAGER, signInTo } from './console-desk';
import { SWAPPED_LOOKS } from './harness/looks';
import { keepPicture } from './harness/pictures';
import { beginDraft, programWords, withLessOfSilver, withNeedsOfSilver } from './program-desk';
import { expectToFit } from './rewards-desk';

/** A guest who has paid so much at each of so many visits; the demo's SILVER begins at 5,000.00 and 4 visits. */
async function guestWhoPaid(request: APIRequestContext, amount: number, visits: number): Promise<TestGuest> {
  const guest = await registerGuest(request);
  const data = { type: 'SALE', pointOfSaleId: await anyPointOfSale(request), amount };
  for (let visit = 0; visit < visits; visit += 1) {
    const headers = { ...(await asManager(request)), 'idempotency-key': randomUUID() };
    const sold = await request.post(`/api/guests/${guest.id}/transaction`, { headers, data });
    expect(sold.status(), await sold.text()).toBe(201);
  }
  return guest;
}

async function openChanges(page: Page, version: number, language: 'ru' | 'en'): Promise<void> {
  const word = programWords[language];
  await goTo(page, word.programs);
  await page.getByRole('link', { name: new RegExp(`\\s${String(version)}$`) }).click();
  await page.getByRole('link', { name: word.changes }).click();
}

for (const { language, colorScheme, width } of SWAPPED_LOOKS) {
  const word = programWords[language];

  test.describe(`in ${language}, ${colorScheme}, at ${String(width)} px`, () => {
    test.use({ viewport: { width, height: 900 }, colorScheme });

    test('whom a version moves is charted, listed, searched and downloaded', async ({ page, request }) => {
      const picture = (name: string) => keepPicture(page, `impact-${name}-${String(width)}-${language}-${colorScheme}`);
      const risen = await guestWhoPaid(request, 5_000_000, 1);
      const fallen = await guestWhoPaid(request, 300_000, 4);
      const draft = await beginDraft(request);
      await draft.save(withNeedsOfSilver(draft.document, { spend: 1_995_000, visits: 1 }));
      await signInTo(page, MANAGER, language);
      await openChanges(page, draft.version, language);

      const chart = page.getByRole('region', { name: word.movesTitle });
      await expect(chart.locator('svg').first()).toBeVisible({ timeout: 30_000 });
      const list = page.getByRole('region', { name: word.whoTheyAre });
      await expect(list.getByRole('row')).not.toHaveCount(0);
      await list.getByText(word.rises).click();
      await list.getByLabel(word.searchGuests).fill(risen.phone);
      await expect(list.getByRole('row')).toHaveCount(2);
      await expect(list.getByRole('link', { name: risen.name })).toBeVisible();
      await picture('1-rises');
      await expectNoViolations(page);
      await expectToFit(page, width);

      await chart.getByRole('button', { name: word.asTable }).click();
      await expect(chart.getByRole('table')).toBeVisible();
      await list.getByLabel(word.searchGuests).fill(fallen.phone);
      await expect(page.getByText(word.notMoved)).toBeVisible();

      const [file] = await Promise.all([
        page.waitForEvent('download'),
        list.getByRole('button', { name: word.downloadAll }).click(),
      ]);
      const lines = readFileSync(await file.path(), 'utf8')
        .trim()
        .split('\r\n');
      expect(lines[0]).toBe('guest_id,name,card_number,external_id,from,to,on');
      expect(lines.find((line) => line.startsWith(risen.id))).toMatch(/,BRONZE,SILVER,$/);

      await list.getByText(word.falls).click();
      await expect(list.getByRole('link', { name: fallen.name })).toBeVisible();
      await picture('2-falls');
      await expectNoViolations(page);
      await expectToFit(page, width);
    });
  });
}

for (const { language, colorScheme, width } of SWAPPED_LOOKS) {
  const word = programWords[language];

  test.describe(`in ${language}, ${colorScheme}, at ${String(width)} px, of a network that takes its time`, () => {
    test.use({ viewport: { width, height: 900 }, colorScheme });

    test('one sees how far it is, ends it, and begins again', async ({ page, request }) => {
      await guestWhoPaid(request, 5_000_000, 1);
      const draft = await beginDraft(request);
      await draft.save(withNeedsOfSilver(draft.document, { spend: 1_995_000, visits: 1 }));
      // The run over the demo's guests ends before the page can show it, so the test replaces its answers.
      let told: object = { status: 'RUNNING', progress: { guests: 41_000, guestsDone: 12_250 } };
      await page.route('**/api/impacts/*', async (route) => {
        if (route.request().method() === 'DELETE') told = { ...told, status: 'CANCELLED' };
        const response = await route.fetch();
        const open = { impact: null, endedAt: null };
        await route.fulfill({ response, json: { ...((await response.json()) as object), ...open, ...told } });
      });
      await signInTo(page, MANAGER, language);
      await openChanges(page, draft.version, language);
      const panel = page.getByRole('region', { name: word.whomTitle });
      await expect(panel.getByRole('progressbar', { name: word.lookedAt })).toBeVisible();
      await expect(panel.getByText(/12.250 (of|из) 41.000/)).toBeVisible();
      await keepPicture(page, `impact-0-runs-${String(width)}-${language}-${colorScheme}`);
      await expectNoViolations(page);
      await expectToFit(page, width);
      await panel.getByRole('button', { name: word.cancelRun }).click();
      await expect(panel.getByText(word.runCancelled)).toBeVisible();
      await expectNoViolations(page);
      await page.unrouteAll({ behavior: 'wait' });
      // The cancelled run ends, and the changed draft needs a new one.
      await draft.save(withNeedsOfSilver(draft.document, { spend: 1_990_000, visits: 1 }));
      await panel.getByRole('button', { name: word.runAgain }).click();
      await expect(page.getByRole('region', { name: word.movesTitle }).locator('svg').first()).toBeVisible();
    });
  });
}

test('an analyst sees how many a version moves, and nobody by name', async ({ page, request }) => {
  const word = programWords.en;
  await guestWhoPaid(request, 5_000_000, 1);
  const draft = await beginDraft(request);
  await draft.save(withNeedsOfSilver(draft.document, { spend: 1_995_000, visits: 1 }));
  await signInTo(page, await addColleague(request, 'analyst'), 'en');
  await openChanges(page, draft.version, 'en');
  await expect(page.getByRole('region', { name: word.movesTitle }).locator('svg').first()).toBeVisible({
    timeout: 30_000,
  });
  await expect(page.getByRole('region', { name: word.whoTheyAre })).toHaveCount(0);
  await expect(page.getByRole('region', { name: word.eachLoses, exact: true })).toHaveCount(0);
  await expectNoViolations(page);
});

test('a cut of a tier names its guests with what each loses', async ({ page, request }) => {
  const word = programWords.en;
  const guest = await guestWhoPaid(request, 300_000, 4);
  const draft = await beginDraft(request);
  await draft.save(withLessOfSilver(draft.document));
  await signInTo(page, MANAGER, 'en');
  await openChanges(page, draft.version, 'en');
  const list = page.getByRole('region', { name: word.eachLoses, exact: true });
  await expect(list.getByRole('row')).not.toHaveCount(0, { timeout: 30_000 });
  const showAll = list.getByRole('button', { name: word.showAll });
  if (await showAll.isVisible()) await showAll.click();
  const row = list.getByRole('row').filter({ hasText: guest.name });
  // Four purchases of 3,000.00 at 7 % in place of 10 %.
  await expect(row).toContainText('−₽360.00');
  await keepPicture(page, 'impact-3-cut-en');
  await expectNoViolations(page);
});

test('a preset is scaled to another money before a draft begins from it', async ({ page, request }) => {
  const word = programWords.en;
  await signInTo(page, MANAGER, 'en');
  await goTo(page, word.programs);
  await page.getByRole('button', { name: word.newDraft }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel(word.discountCard).check();
  await expect(dialog.getByText('from ₽15,000.00')).toBeVisible();
  const scale = dialog.getByLabel(word.scale);
  await scale.fill('a half');
  await expect(dialog.getByText(word.scaleWrong)).toBeVisible();
  await expect(dialog.getByRole('button', { name: word.begin })).toBeDisabled();
  await scale.fill('1/7');
  await expect(dialog.getByRole('alert')).toContainText(word.scaleFraction);
  await scale.fill('1/50');
  await expect(dialog.getByText('from ₽300.00')).toBeVisible();
  await keepPicture(page, 'programs-scale-en');
  await expectNoViolations(page);
  await dialog.getByRole('button', { name: word.begin }).click();
  await expect(page).toHaveURL(/\/programs\/\d+$/);
  const answer = await request.get(`/api${new URL(page.url()).pathname.replace('/admin', '')}`, {
    headers: await asManager(request),
  });
  const { document } = (await answer.json()) as { document: { tiers: { needs: { spend: number } }[] } };
  expect(document.tiers[1]?.needs.spend).toBe(30_000);
});

test('a point of sale is chosen by its name', async ({ page, request }) => {
  const word = programWords.en;
  const draft = await beginDraft(request);
  await signInTo(page, MANAGER, 'en', `/admin/programs/${String(draft.version)}`);
  await page.getByRole('button', { name: word.addRule }).click();
  await page.getByRole('button', { name: word.onlyWhen }).click();
  await page.getByLabel(word.conditionField).selectOption({ label: word.till });
  const value = page.getByLabel(word.value, { exact: true });
  await expect(value.locator('option').nth(1)).toHaveText(/ · /);
  await value.selectOption({ index: 1 });
  const till = await value.inputValue();
  expect(till).toMatch(/^[0-9a-f-]{36}$/);
  await keepPicture(page, 'programs-till-en');
  await expectNoViolations(page);
  await page.getByRole('button', { name: word.save }).click();
  await expect(page.getByText(word.saved)).toBeVisible();
  expect(JSON.stringify((await draft.read()).document)).toContain(till);
});
