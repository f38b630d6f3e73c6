import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from '@playwright/test';
import { visit } from '../performance/pages-visits.mjs';

interface Budget {
  readonly files: number;
  readonly kB: number;
  readonly reloadFiles: number;
}

const FILE = path.join(__dirname, '../performance/pages.json');
const budget = JSON.parse(readFileSync(FILE, 'utf8')) as Record<string, Budget>;
const MOST_FILES_UNTIL_READ = 12;
const MOST_FILES_UNTIL_QUIET = 20;
/** A few words more change no budget. */
const MORE_KB = 2;

/** The pages that `npm test` visits: the largest one, and the one that people open most often. */
const SMOKE: readonly string[] = ['till', 'console'];

// When a page loads more or less on purpose, run `npm run bench:pages -- --write`.
for (const name of ['cabinet', 'till', 'console', 'owner'] as const)
  test(`the first visit of ${name} asks for no more than its budget, and a reload for the page alone${SMOKE.includes(name) ? ' @smoke' : ''}`, async ({
    page,
    baseURL,
  }) => {
    const { files = 0, kB = 0, reloadFiles = 0 } = budget[name] ?? {};
    const { read, quiet, reload } = await visit(page, baseURL ?? '', name, { isSlow: false });
    expect(read.files).toBeLessThanOrEqual(MOST_FILES_UNTIL_READ);
    expect(quiet.files, quiet.names.join('\n')).toBeLessThanOrEqual(Math.min(files, MOST_FILES_UNTIL_QUIET));
    expect(quiet.kB, quiet.names.join('\n')).toBeLessThanOrEqual(kB + MORE_KB);
    expect(reload.files, reload.names.join('\n')).toBeLessThanOrEqual(reloadFiles);
  });
