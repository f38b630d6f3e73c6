#!/usr/bin/env node
// Runs the checks of types, rules and formats, two programs at once. `npm run check` runs all of it: types, rules and unit tests;
// `npm run lint` leaves the unit tests out. Another argument picks the checks whose name begins with it.
import fs from 'node:fs';
import path from 'node:path';
import { DOCUMENTS } from './api/documents.mjs';
import { CommandFailure, run } from './start/processes.mjs';
import { projectRoot } from './start/files.mjs';
import { makeReady } from './start/steps.mjs';

const AT_ONCE = 2;
const tool = (...parts) => path.join(projectRoot, 'node_modules', ...parts);

/** Types are many small objects that live long: in a young generation of V8's own size their collection is a fifth of a check. */
const NODE_OPTIONS = ['--max-semi-space-size=128'];

/** Without this, Redocly asks its registry for a newer version. */
process.env.REDOCLY_SUPPRESS_UPDATE_NOTICE = 'true';

const began = Date.now();
await makeReady(['install', 'generate', 'words', 'build', 'document', 'client']);

/** Each check with its program and arguments, the slowest first. */
const RULES = [
  ['types and rules of the code', tool('oxlint', 'bin', 'oxlint'), ['.', ...generatedFiles()]],
  ['forms', tool('oxfmt', 'bin', 'oxfmt'), ['--check', '.']],
  [
    'doors and directions',
    tool('dependency-cruiser', 'bin', 'dependency-cruise.mjs'),
    ['--config', '.dependency-cruiser.cjs', 'src', 'web/src', 'packages', 'scripts', 'test'],
  ],
  ['nothing unused', tool('knip', 'bin', 'knip.js'), ['--treat-config-hints-as-errors']],
  ['plain words', path.join(projectRoot, 'scripts', 'plain-words.mjs'), []],
  [
    'the API documents by Spectral',
    tool('@stoplight', 'spectral-cli', 'dist', 'index.js'),
    ['lint', ...DOCUMENTS, '--fail-severity', 'hint'],
  ],
  ['the API documents by Redocly', tool('@redocly', 'cli', 'bin', 'cli.js'), ['lint', 'platform', 'earlier']],
  ['changes of the API', path.join(projectRoot, 'scripts', 'api', 'changes.mjs'), []],
  ['rules of this house', path.join(projectRoot, 'scripts', 'lint', 'house-rules.mjs'), []],
  ['rows of statements', path.join(projectRoot, 'scripts', 'lint', 'sql-rows.mjs'), []],
  ['ceilings of SQL', path.join(projectRoot, 'scripts', 'lint', 'ceilings.mjs'), []],
  ['locks of migrations', path.join(projectRoot, 'scripts', 'lint', 'migration-locks.mjs'), []],
  ['frozen migrations', path.join(projectRoot, 'scripts', 'freeze.mjs'), ['--check']],
  ['schema of the last release', path.join(projectRoot, 'scripts', 'released-schema.mjs'), ['--check']],
];
const UNIT_TESTS = [
  'unit tests',
  tool('jest', 'bin', 'jest.js'),
  ['--selectProjects', 'unit', 'pages', '--maxWorkers', '1'],
];
const wish = process.argv.at(-1);
const picked = { all: [UNIT_TESTS, ...RULES], lint: RULES }[wish] ?? RULES.filter(([name]) => name.startsWith(wish));
if (picked.length === 0) throw new Error(`no check is named ${wish}`);

let failed = 0;
const waiting = [...picked];
await Promise.all(Array.from({ length: AT_ONCE }, workThrough));
console.log(`${failed === 0 ? 'All is well' : `${failed} failed`} (${seconds(began)} s).`);
process.exitCode = failed === 0 ? 0 : 1;

/** Lists the generated sources: oxlint skips files that Git ignores unless they are named. Those of Prisma turn type checks off. */
function generatedFiles() {
  return ['src', 'web/src', 'packages/client/src'].flatMap((sources) =>
    fs
      .readdirSync(path.join(projectRoot, sources, 'generated'), { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts') && !file.startsWith('prisma'))
      .map((file) => path.join(sources, 'generated', file)),
  );
}

async function workThrough() {
  for (let check = waiting.shift(); check !== undefined; check = waiting.shift()) await runCheck(check);
}

async function runCheck([title, program, args]) {
  const since = Date.now();
  try {
    await run(process.execPath, [...NODE_OPTIONS, program, ...args]);
    console.log(`ok      ${title} (${seconds(since)} s)`);
  } catch (error) {
    if (!(error instanceof CommandFailure)) throw error;
    failed += 1;
    console.log(`FAILED  ${title}\n${error.output}`);
  }
}

function seconds(since) {
  return ((Date.now() - since) / 1000).toFixed(1);
}
