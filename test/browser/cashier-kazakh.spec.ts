import { expect, type Page, test } from '@playwright/test';
import fs from 'node:fs';
import { expectNoViolations, findField, openTill, primary, registerGuest, salesOf, textOf } from './cashier-till';
import { keepPicture } from './harness/pictures';

test.use({ viewport: { width: 390, height: 844 } });

test('a sale goes through in Kazakh, and no text of the page is in another language', async ({ page, request }) => {
  const guest = await registerGuest(request);
  await page.goto('/cashier');
  await expect(page.getByRole('button', { name: 'KK', exact: true })).toHaveAttribute('title', /машиналық аударма/);
  await openTill(page, 'kk');
  await expectKazakh(page);

  const asked = page.waitForRequest((sent) => sent.url().includes('/api/guest'));
  await findField(page).fill(guest.phone);
  await page.keyboard.press('Enter');
  expect((await asked).headers()['accept-language']).toBe('kk, ru');
  await expect(page.getByRole('heading', { name: guest.name })).toBeVisible();
  await expect(page.getByLabel('Чек сомасы')).toBeFocused();
  await page.keyboard.type('1550', { delay: 60 });
  await expect.poll(() => textOf(primary(page))).toContain('1 472,50 ₽ қабылдау · +347 ұпай');
  await expectKazakh(page);
  await keepPicture(page, 'cashier-kk-quote');

  await page.keyboard.press('Enter');
  await expect(page.getByText('347 ұпай қосылды.')).toBeVisible();
  await expectKazakh(page);
  await keepPicture(page, 'cashier-kk-done');
  expect(await salesOf(request, guest)).toMatchObject([{ amount: 155_000 }]);
});

async function expectKazakh(page: Page): Promise<void> {
  const foreign = foreignTexts();
  const shown = await page.evaluate(() => [
    ...document.body.innerText.split('\n'),
    ...[...document.querySelectorAll('[aria-label], [placeholder]')].flatMap((element) => [
      element.getAttribute('aria-label') ?? '',
      element.getAttribute('placeholder') ?? '',
    ]),
  ]);
  expect(shown.map((line) => line.trim()).filter((line) => foreign.has(line))).toEqual([]);
  await expectNoViolations(page);
}

/** Whole texts of the Russian and English catalogues that the Kazakh ones do not have as well. */
function foreignTexts(): ReadonlySet<string> {
  const textsOf = (language: string) =>
    ['shared', 'cashier'].flatMap((layer) =>
      leavesOf(JSON.parse(fs.readFileSync(`words/${layer}/${language}.json`, 'utf8'))),
    );
  const own = new Set(textsOf('kk'));
  return new Set([...textsOf('ru'), ...textsOf('en')].filter((text) => !own.has(text) && !text.includes('{')));
}

function leavesOf(texts: unknown): string[] {
  return typeof texts === 'object' && texts !== null ? Object.values(texts).flatMap(leavesOf) : [String(texts)];
}
