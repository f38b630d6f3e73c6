#!/usr/bin/env node
// npm run bench:pages: what a first visit and a reload of each application ask for, and when it can be read, in Chromium
// on a line of 1.6 Mbit/s with 150 ms a round trip, against a server of its own with the small demo.
import fs from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { chromium } from '@playwright/test';
import { makeReady } from '../../scripts/start/steps.mjs';
import { findChromium } from '../browser/harness/chromium.mjs';
import { startPlatform } from '../browser/harness/platform.mjs';
import { findLighthouse, findPort, judge, PAGES } from './pages-lighthouse.mjs';
import { walk, WALKS } from './pages-next.mjs';
import { sell, visit, VISITS } from './pages-visits.mjs';

const BUDGET = fileURLToPath(new URL('pages.json', import.meta.url));
const USAGE = `npm run bench:pages -- [--only NAME,NAME] [--write] [--files] [--next] [--lighthouse FOLDER [--rounds 3]]
  --only        some of ${Object.keys(VISITS).join(', ')}; with --next of ${Object.keys(WALKS).join(', ')}; with --lighthouse of ${Object.keys(PAGES).join(', ')}
  --write       put the counts into test/performance/pages.json, which test/browser/pages-budget.spec.ts holds
  --files       name each file
  --next        measure from a press to the picture of the next screen, when its code and data are there
  --lighthouse  judge the pages by Lighthouse's settings for phones, with what npm install --prefix FOLDER lighthouse brought`;

const { values: asked } = parseArgs({
  options: {
    only: { type: 'string' },
    write: { type: 'boolean', default: false },
    files: { type: 'boolean', default: false },
    next: { type: 'boolean', default: false },
    lighthouse: { type: 'string' },
    rounds: { type: 'string', default: '3' },
    help: { type: 'boolean', default: false },
  },
});
const all = asked.lighthouse !== undefined ? PAGES : asked.next ? WALKS : VISITS;
const names = asked.only?.split(',') ?? Object.keys(all);
if (asked.help || names.some((name) => !(name in all))) {
  console.log(USAGE);
  process.exit(asked.help ? 0 : 1);
}

const lighthouse = asked.lighthouse === undefined ? undefined : await findLighthouse(asked.lighthouse);
await makeReady();
const { executable, libraries } = findChromium();
const port = await findPort();
const browser = await chromium.launch({
  ...(executable === undefined ? {} : { executablePath: executable }),
  ...(libraries === undefined ? {} : { env: { ...process.env, LD_LIBRARY_PATH: libraries } }),
  args: [
    ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
    '--disable-dev-shm-usage',
    ...(lighthouse === undefined ? [] : [`--remote-debugging-port=${String(port)}`]),
  ],
});
const platform = await startPlatform('small');
try {
  await sell(platform.address);
  if (lighthouse !== undefined) await judgeAll();
  else if (asked.next) await walkAll();
  else await visitAll();
} finally {
  await Promise.all([browser.close(), platform.stop()]);
}

async function visitAll() {
  const rows = {};
  const budget = JSON.parse(fs.readFileSync(BUDGET, 'utf8'));
  for (const name of names) {
    const { read, quiet, reload } = await inPage((page) => visit(page, platform.address, name, { isSlow: true }));
    if (asked.files) console.log([name, ...quiet.names].join('\n  '));
    rows[name] = {
      'read, ms': read.ms,
      'read, files': read.files,
      'read, kB': read.kB,
      'quiet, ms': quiet.ms,
      'quiet, files': quiet.files,
      'quiet, kB': quiet.kB,
      calls: quiet.calls,
      'reload, files': reload.files,
      'reload, kB': reload.kB,
    };
    budget[name] = { files: quiet.files, kB: quiet.kB, reloadFiles: reload.files };
  }
  console.table(rows);
  if (asked.write) fs.writeFileSync(BUDGET, `${JSON.stringify(budget, null, 2)}\n`);
}

async function walkAll() {
  const rows = {};
  for (const name of names) {
    const opened = await inPage((page) => walk(page, platform.address, name));
    const times = opened.map(({ ms }) => ms);
    rows[name] = {
      presses: opened.length,
      'median, ms': times[Math.floor(times.length / 2)],
      'slowest, ms': times[0],
      'slowest is': opened[0].name,
    };
  }
  console.table(rows);
}

async function judgeAll() {
  const rows = {};
  for (const name of names)
    rows[name] = await judge(lighthouse, `${platform.address}${PAGES[name]}`, port, Number(asked.rounds));
  console.table(rows);
}

async function inPage(measure) {
  const context = await browser.newContext({ locale: 'en-GB', serviceWorkers: 'block' });
  try {
    return await measure(await context.newPage());
  } finally {
    await context.close();
  }
}
