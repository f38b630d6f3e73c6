import type { Locator, Page } from '@playwright/test';
import path from 'node:path';
import { expectAccessible } from './accessibility';

const FOLDER = path.resolve(__dirname, '../../../test-results/pictures');

/** A picture takes as long as a step of a test, and `npm test` needs none. */
const ARE_KEPT = !process.env.TESTS_LEFT_OUT;

/**
 * Keeps a picture of the page as `test-results/pictures/<name>.png`, for people to look at, and checks that the page is accessible. Does nothing in
 * `npm test`; works in `npm run test:nightly`, and where a file is run by itself.
 */
export async function keepPicture(page: Page, name: string): Promise<void> {
  if (!ARE_KEPT) return;
  // Waits for the fonts, because two runs would differ without them.
  await page.evaluate(() => document.fonts.ready);
  await page.screenshot({ path: path.join(FOLDER, `${name}.png`), fullPage: true });
  await expectAccessible(page);
}

/** Like `keepPicture`, for one part of a long page. */
export async function keepPictureOf(part: Locator, name: string): Promise<void> {
  if (!ARE_KEPT) return;
  await part.page().evaluate(() => document.fonts.ready);
  await part.screenshot({ path: path.join(FOLDER, `${name}.png`) });
}
