import type { Locator, Page } from '@playwright/test';
import path from 'node:path';

const FOLDER = path.resolve(__dirname, '../../../test-results/pictures');

/** Keeps what the page looks like now as `test-results/pictures/<name>.png`, for people to look at. */
export async function keepPicture(page: Page, name: string): Promise<void> {
  // Letters drawn before the font is there would make two runs look different.
  await page.evaluate(() => document.fonts.ready);
  await page.screenshot({ path: path.join(FOLDER, `${name}.png`), fullPage: true });
}

/** The same of a part of a page that is too long to be looked at whole. */
export async function keepPictureOf(part: Locator, name: string): Promise<void> {
  await part.page().evaluate(() => document.fonts.ready);
  await part.screenshot({ path: path.join(FOLDER, `${name}.png`) });
}
