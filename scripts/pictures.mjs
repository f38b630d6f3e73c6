#!/usr/bin/env node
// Takes the pictures of README.md, in light and in dark colours, from the pages as they are, with the full demo. `BROWSER_BASE_URLS` names a server
// that runs already; otherwise the script starts a server and ends it after the pictures.
import { chromium } from '@playwright/test';
import fs from 'node:fs';
import path from 'node:path';
import { findChromium } from '../test/browser/harness/chromium.mjs';
import { startPlatform } from '../test/browser/harness/platform.mjs';
import { projectRoot } from './start/files.mjs';
import { makeReady } from './start/steps.mjs';

const FOLDER = path.join(projectRoot, 'docs', 'pictures');
const CONTEXT = { viewport: { width: 1280, height: 800 }, locale: 'en-GB', timezoneId: 'Europe/Moscow' };
/** The size for pages on which a picture of the usual height would cut off its subject. */
const TALL = { width: 1280, height: 1060 };
const QUIET_MS = 5_000;
const MOST_BYTES = 180_000;
const PASSWORD = 'loyalty-demo';
/** A guest of the demonstration who saves points. */
const SAVER = '+79980000003';
const FINISHED_CAMPAIGN = 'Come again: 50 points a visit';
const AUTOMATION = 'Приветствие';
/** The programme version that waits for its approval. */
const WAITING_VERSION = 3;

/** Functions that open a picture's page, by the name of the picture's file. */
const PICTURES = {
  cashier: atTill,
  today,
  backtest,
  campaign,
  automation,
  analytics,
  'gift-cards': giftCards,
  guest,
  explain,
  cabinet,
  owner,
};

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
    for (const colorScheme of ['light', 'dark'])
      for (const [name, take] of Object.entries(PICTURES)) {
        const context = await browser.newContext({ ...CONTEXT, baseURL, colorScheme });
        const page = await context.newPage();
        await take(page);
        await keep(page, colorScheme === 'dark' ? `${name}-dark` : name);
        await context.close();
      }
  } finally {
    await browser.close();
  }
}

async function atTill(page) {
  await signIn(page, '/cashier', 'cashier@demo.test');
  await page.locator('main section button').first().click();
  await page.getByRole('combobox').fill(SAVER);
  await page.keyboard.press('Enter');
  await page.getByLabel('Receipt amount').fill('2350');
  await page.getByRole('button', { name: /^All / }).waitFor();
  await page.keyboard.press('F2');
  await page.keyboard.type('500');
  await page.getByRole('button', { name: /500 points .* charge/ }).waitFor();
  await page.locator('output[data-current=true]').waitFor();
}

async function today(page) {
  await asManager(page);
  await page.locator('main svg.recharts-surface').first().waitFor();
  await page.setViewportSize(TALL);
}

/** The page keeps finished backtests, so the second picture may show the report of the first backtest. */
async function backtest(page) {
  await asManager(page, `/admin/programs/${String(WAITING_VERSION)}/backtests`);
  await page.setViewportSize(TALL);
  const report = page.getByText(/^Cost: /).first();
  await page.getByRole('button', { name: 'Run backtest' }).click();
  await report.waitFor({ timeout: 120_000 });
  await page.mouse.move(0, 0);
}

async function campaign(page) {
  await asManager(page, '/admin/campaigns');
  await page.getByRole('link', { name: FINISHED_CAMPAIGN }).first().click();
  await page.getByRole('heading', { level: 1, name: FINISHED_CAMPAIGN }).waitFor();
  const results = page.getByRole('heading', { level: 2, name: 'Results' });
  await results.waitFor();
  await results.evaluate((heading) => heading.scrollIntoView());
}

async function automation(page) {
  await asManager(page, '/admin/automations');
  await page.getByRole('main').getByRole('link', { name: AUTOMATION }).first().click();
  await page.getByRole('heading', { level: 1, name: AUTOMATION }).waitFor();
}

async function analytics(page) {
  await asManager(page, '/admin/analytics/hours');
  await page.locator('main table').first().waitFor();
}

async function giftCards(page) {
  await asManager(page, '/admin/gift-cards/report');
  await page.locator('main table').first().waitFor();
}

async function guest(page) {
  await asManager(page, '/admin/guests');
  await page.getByRole('main').getByRole('textbox').first().fill(SAVER);
  await page.locator('main tbody tr').nth(1).waitFor({ state: 'detached' });
  await page.getByRole('table').getByRole('link').first().click();
  await explanationOf(page).waitFor();
}

async function explain(page) {
  await guest(page);
  await explanationOf(page).click();
  await page.getByText('Recalculated just now').waitFor();
}

function explanationOf(page) {
  return page.getByRole('button', { name: /^Explain: Sale/ }).first();
}

async function cabinet(page) {
  await page.goto('/cabinet/demo');
  await page.getByRole('button', { name: 'EN', exact: true }).click();
  await page.getByRole('group', { name: 'Demo guests' }).getByRole('button').first().click();
  await page.getByRole('region', { name: 'Your card' }).waitFor();
}

async function owner(page) {
  await signIn(page, '/owner', 'owner@demo.test');
  await page.locator('main tbody tr').first().waitFor();
}

async function asManager(page, address) {
  await signIn(page, '/admin', 'manager@demo.test');
  await page.getByRole('heading', { level: 1, name: 'Today' }).waitFor();
  if (address !== undefined) await page.goto(address);
}

async function signIn(page, address, email) {
  await page.goto(address);
  await page.getByRole('button', { name: 'EN', exact: true }).click();
  await page.getByRole('textbox').first().fill(email);
  await page.locator('input[type=password]').fill(PASSWORD);
  await page.keyboard.press('Enter');
}

async function keep(page, name) {
  // A page with live figures keeps a connection open, so its network is never idle.
  await page.waitForLoadState('networkidle', { timeout: QUIET_MS }).catch(() => undefined);
  await page.evaluate('document.fonts.ready');
  const file = path.join(FOLDER, `${name}.png`);
  await page.screenshot({ path: file, animations: 'disabled', caret: 'hide' });
  const { size } = fs.statSync(file);
  if (size > MOST_BYTES) throw new Error(`${file} has ${String(size)} bytes, more than ${String(MOST_BYTES)}`);
  console.log(`${path.relative(projectRoot, file)}: ${String(Math.round(size / 1000))} kB`);
}
