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
import { visit, VISITS } from './pages-visits.mjs';

const BUDGET = fileURLToPath(new URL('pages.json', import.meta.url));
const USAGE = `npm run bench:pages -- [--only ${Object.keys(VISITS).join(',')}] [--write] [--files]
  --write  put the counts into test/performance/pages.json, which test/browser/pages-budget.spec.ts holds
  --files  name each file`;

const { values: asked } = parseArgs({
  options: {
    only: { type: 'string', default: Object.keys(VISITS).join(',') },
    write: { type: 'boolean', default: false },
    files: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});
const names = asked.only.split(',');
if (asked.help || names.some((name) => !(name in VISITS))) {
  console.log(USAGE);
  process.exit(asked.help ? 0 : 1);
}

await makeReady();
const { executable, libraries } = findChromium();
const browser = await chromium.launch({
  ...(executable === undefined ? {} : { executablePath: executable }),
  ...(libraries === undefined ? {} : { env: { ...process.env, LD_LIBRARY_PATH: libraries } }),
  args: [...(process.getuid?.() === 0 ? ['--no-sandbox'] : []), '--disable-dev-shm-usage'],
});
const platform = await startPlatform('small');
try {
  const rows = {};
  const budget = JSON.parse(fs.readFileSync(BUDGET, 'utf8'));
  for (const name of names) {
    const { read, quiet, reload } = await measured(name);
    if (asked.files) console.log([name, ...quiet.names].join('\n  '));
    rows[name] = {
      ...{ 'read, ms': read.ms, 'read, files': read.files, 'read, kB': read.kB },
      ...{ 'quiet, ms': quiet.ms, 'quiet, files': quiet.files, 'quiet, kB': quiet.kB, calls: quiet.calls },
      'reload, files': reload.files,
    };
    budget[name] = { files: quiet.files, kB: quiet.kB, reloadFiles: reload.files };
  }
  console.table(rows);
  if (asked.write) fs.writeFileSync(BUDGET, `${JSON.stringify(budget, null, 2)}\n`);
} finally {
  await Promise.all([browser.close(), platform.stop()]);
}

async function measured(name) {
  const context = await browser.newContext({ locale: 'en-GB', serviceWorkers: 'block' });
  try {
    return await visit(await context.newPage(), platform.address, name, { isSlow: true });
  } finally {
    await context.close();
  }
}
