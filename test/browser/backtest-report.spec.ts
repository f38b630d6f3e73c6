import { type APIRequestContext, expect, test } from '@playwright/test';
import { randomUUID } from 'node:crypto';
import { expectNoViolations } from './cashier-till';
import { addGuestWithStory, asManager, fillGuestList, MANAGER, signInTo } from './console-desk';
import { keepPicture } from './harness/pictures';
import { beginDraft, withLessOfSilver } from './program-desk';
import { expectToFit } from './rewards-desk';

const LOOKS = [
  { language: 'ru', width: 390 },
  { language: 'en', width: 1280 },
] as const;

const WORDS = {
  ru: {
    losers: 'Кто потерял бы больше всех',
    compare: 'Сравнение с другим отчётом',
    compareWith: 'Сравнить с',
    restaurants: 'Стоимость по ресторанам в двух отчётах',
    showAll: 'Показать всё: 12',
    quarter: '−25\u00a0%',
  },
  en: {
    losers: 'Guests who would have lost the most',
    compare: 'Compare with another report',
    compareWith: 'Compare with',
    restaurants: 'Cost by restaurant in both reports',
    showAll: 'Show all 12',
    quarter: '−25%',
  },
} as const;

/** A backtest of a version, done. */
async function runBacktest(request: APIRequestContext, version: number): Promise<string> {
  const headers = { ...(await asManager(request)), 'idempotency-key': randomUUID() };
  const asked = await request.post(`/api/programs/${String(version)}/backtests`, { headers, data: {} });
  expect(asked.status(), await asked.text()).toBe(202);
  const { id } = (await asked.json()) as { id: string };
  await expect
    .poll(
      async () =>
        ((await (await request.get(`/api/backtests/${id}`, { headers })).json()) as { status: string }).status,
      { timeout: 120_000 },
    )
    .toBe('DONE');
  return id;
}

for (const { language, width } of LOOKS) {
  const word = WORDS[language];

  test.describe(`in ${language} at ${String(width)} px`, () => {
    test.use({ viewport: { width, height: 800 } });

    test('a backtest names guests and restaurants, says per cents, and shows ten rows until asked for all', async ({
      page,
      request,
    }) => {
      await addGuestWithStory(request);
      await fillGuestList(request, 12);
      const headers = await asManager(request);
      const listed = await request.get('/api/guests?limit=12', { headers });
      const { items: guests } = (await listed.json()) as { items: { id: string; name: string | null }[] };
      const draft = await beginDraft(request);
      await draft.save(withLessOfSilver(draft.document));
      const other = await runBacktest(request, draft.version);
      const id = await runBacktest(request, draft.version);

      // Few guests of the demo lose by the draft, so the test adds losing guests to the real report.
      await page.route(`**/api/backtests/${id}`, async (route) => {
        const response = await route.fetch();
        const backtest = (await response.json()) as { report: object };
        const losers = guests.map((guest, index) => ({
          guestId: guest.id,
          actual: 400_000 - index * 4_000,
          draft: 300_000 - index * 3_000,
          tier: 'SILVER',
          draftTier: 'SILVER',
        }));
        await route.fulfill({ response, json: { ...backtest, report: { ...backtest.report, losers } } });
      });
      await signInTo(page, MANAGER, language, `/admin/programs/${String(draft.version)}/backtests?backtest=${id}`);
      const losers = page.getByRole('region', { name: word.losers, exact: true });
      await expect(losers.getByRole('row')).toHaveCount(11);
      await expect(losers.getByText(word.quarter)).toHaveCount(10);
      await losers.getByRole('button', { name: word.showAll }).click();
      await expect(losers.getByRole('row')).toHaveCount(13);
      for (const { name } of guests)
        if (name !== null) await expect(losers.getByRole('link', { name, exact: true }).first()).toBeVisible();

      const compare = page.getByRole('region', { name: word.compare, exact: true }).first();
      await compare.getByLabel(word.compareWith).selectOption(other);
      const restaurants = compare.getByRole('region', { name: word.restaurants });
      await expect(restaurants.getByRole('row')).not.toHaveCount(0);
      await expect(restaurants).toContainText(language === 'ru' ? '0\u00a0%' : '0%');
      await keepPicture(page, `backtest-report-${String(width)}-${language}`);
      await expectNoViolations(page);
      await expectToFit(page, width);
      await page.unrouteAll({ behavior: 'wait' });
    });
  });
}
