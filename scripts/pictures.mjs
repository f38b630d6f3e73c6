#!/usr/bin/env node
// Takes the pictures of README.md, from the pages as they are, with the full demo. `BROWSER_BASE_URLS` names a server
// that runs already; otherwise one is started for the pictures and ended after them.
import { chromium } from '@playwright/test';
import fs from 'node:fs';
import path from 'node:path';
import { findChromium } from '../test/browser/harness/chromium.mjs';
import { startPlatform } from '../test/browser/harness/platform.mjs';
import { projectRoot } from './start/files.mjs';
import { makeReady } from './start/steps.mjs';

const FOLDER = path.join(projectRoot, 'docs', 'pictures');
const VIEWPORT = { width: 1280, height: 800 };
const MOST_BYTES = 180_000;
const PASSWORD = 'loyalty-demo';
/** A guest of the demonstration who saves points. */
const SAVER = '+79980000003';
const FINISHED_CAMPAIGN = 'Double points on pizza';
/** The programme version that waits for its approval. */
const WAITING_VERSION = 3;

const [given] = (process.env.BROWSER_BASE_URLS ?? '').split(' ').filter(Boolean);
if (given === undefined) await makeReady();
const platform = given === undefined ? await startPlatform('full') : { address: given, stop: async () => undefined };
try {
  await takePictures(platform.address);
} finally {
  await platform.stop();
}

async function takePictures(baseURL) {
  const { executable, libraries } = findChromium();
  const browser = await chromium.launch({
    ...(executable && { executablePath: executable }),
    ...(libraries && { env: { ...process.env, LD_LIBRARY_PATH: libraries } }),
    args: [...(process.getuid?.() === 0 ? ['--no-sandbox'] : []), '--disable-dev-shm-usage'],
  });
  try {
    const open = () =>
      browser.newContext({ baseURL, viewport: VIEWPORT, locale: 'en-GB', timezoneId: 'Europe/Moscow' });
    await till(await (await open()).newPage());
    await manager(await (await open()).newPage());
    await guest(await (await open()).newPage());
    await owner(await (await open()).newPage());
  } finally {
    await browser.close();
  }
}

async function till(page) {
  await signIn(page, '/cashier', 'cashier@demo.test');
  await page.locator('main section button').first().click();
  await page.getByRole('combobox').fill(SAVER);
  await page.keyboard.press('Enter');
  await page.getByLabel('Receipt amount').fill('2350');
  await page.getByRole('button', { name: /^All / }).waitFor();
  await page.keyboard.press('F2');
  await page.keyboard.type('500');
  await page.getByRole('button', { name: /^Charge .* −500 / }).waitFor();
  await page.locator('output[data-current=true]').waitFor();
  await keep(page, 'cashier');
}

async function manager(page) {
  await signIn(page, '/admin', 'manager@demo.test');
  await page.getByRole('heading', { level: 1, name: 'Today' }).waitFor();
  await page.locator('main svg.recharts-surface').first().waitFor();
  await page.setViewportSize({ width: VIEWPORT.width, height: 1_060 });
  await keep(page, 'today');

  await page.goto(`/admin/programs/${String(WAITING_VERSION)}/backtests`);
  const report = page.getByText(/^Cost: /).first();
  await page.getByRole('button', { name: 'Run backtest' }).click();
  await report.waitFor({ timeout: 120_000 });
  await page.mouse.move(0, 0);
  await keep(page, 'backtest');
  await page.setViewportSize(VIEWPORT);

  await page.goto('/admin/campaigns');
  await page.getByRole('link', { name: FINISHED_CAMPAIGN }).first().click();
  await page.getByRole('heading', { level: 1, name: FINISHED_CAMPAIGN }).waitFor();
  const results = page.getByRole('heading', { level: 2, name: 'Results' });
  await results.waitFor();
  await results.evaluate((heading) => heading.scrollIntoView());
  await keep(page, 'campaign');

  await page.goto('/admin/guests');
  await page.getByRole('main').getByRole('textbox').first().fill(SAVER);
  await page.locator('main tbody tr').nth(1).waitFor({ state: 'detached' });
  await page.getByRole('table').getByRole('link').first().click();
  await page
    .getByRole('button', { name: /^Explain: Sale/ })
    .first()
    .waitFor();
  await keep(page, 'guest');

  await page
    .getByRole('button', { name: /^Explain: Sale/ })
    .first()
    .click();
  await page.getByText('Recalculated just now').waitFor();
  await keep(page, 'explain');
}

async function guest(page) {
  await page.goto('/cabinet/demo');
  await page.getByRole('button', { name: 'EN', exact: true }).click();
  await page.getByRole('group', { name: 'Guests to try' }).getByRole('button').first().click();
  await page.getByRole('region', { name: 'Your card' }).waitFor();
  await keep(page, 'cabinet');
}

async function owner(page) {
  await signIn(page, '/owner', 'owner@demo.test');
  await page.locator('main tbody tr').first().waitFor();
  await keep(page, 'owner');
}

async function signIn(page, address, email) {
  await page.goto(address);
  await page.getByRole('button', { name: 'EN', exact: true }).click();
  await page.getByRole('textbox').first().fill(email);
  await page.locator('input[type=password]').fill(PASSWORD);
  await page.keyboard.press('Enter');
}

async function keep(page, name) {
  await page.waitForLoadState('networkidle');
  await page.evaluate('document.fonts.ready');
  const file = path.join(FOLDER, `${name}.png`);
  await page.screenshot({ path: file, animations: 'disabled', caret: 'hide' });
  const { size } = fs.statSync(file);
  if (size > MOST_BYTES) throw new Error(`${file} has ${String(size)} bytes, more than ${String(MOST_BYTES)}`);
  console.log(`${path.relative(projectRoot, file)}: ${String(Math.round(size / 1000))} kB`);
}
