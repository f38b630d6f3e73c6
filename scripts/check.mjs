#!/usr/bin/env node
// Runs the checks of types, rules and formats, two programs at once. Checks that need nothing but the repository run while the code is made that the other
// checks read. `npm run check` runs all of it: types, rules and unit tests; `npm run lint` leaves the unit tests out. Another argument picks the checks
// whose name begins with it.
import fs from 'node:fs';
import path from 'node:path';
import { DOCUMENTS } from './api/documents.mjs';
import { CommandFailure, run } from './start/processes.mjs';
import { projectRoot } from './start/files.mjs';
import { makeReady } from './start/steps.mjs';

const tool = (...parts) => path.join(projectRoot, 'node_modules', ...parts);

/** Types are many small objects that live long: in a young generation of V8's own size their collection is a fifth of a check. */
const NODE_OPTIONS = ['--max-semi-space-size=128'];

/** Without this, Redocly asks its registry for a newer version. */
process.env.REDOCLY_SUPPRESS_UPDATE_NOTICE = 'true';

const began = Date.now();
await makeReady(['install']);

/** Checks of files that are in the repository, each with its program and arguments. The other checks read generated code too. */
const RULES_OF_SOURCES = [
  ['forms', tool('oxfmt', 'bin', 'oxfmt'), ['--check', '.']],
  ['plain words', path.join(projectRoot, 'scripts', 'plain-words.mjs'), []],
  ['rules of this house', path.join(projectRoot, 'scripts', 'lint', 'house-rules.mjs'), []],
  ['ceilings of SQL', path.join(projectRoot, 'scripts', 'lint', 'ceilings.mjs'), []],
  ['locks of migrations', path.join(projectRoot, 'scripts', 'lint', 'migration-locks.mjs'), []],
  ['schema of the last release', path.join(projectRoot, 'scripts', 'released-schema.mjs'), ['--check']],
];
/** The slowest first. */
const RULES = [
  ['types and rules of the code', tool('oxlint', 'bin', 'oxlint'), () => ['.', ...generatedFiles()]],
  [
    'doors and directions',
    tool('dependency-cruiser', 'bin', 'dependency-cruise.mjs'),
    ['--config', '.dependency-cruiser.cjs', 'src', 'web/src', 'packages', 'scripts', 'test'],
  ],
  ['nothing unused', tool('knip', 'bin', 'knip.js'), ['--treat-config-hints-as-errors']],
  [
    'the API documents by Spectral',
    tool('@stoplight', 'spectral-cli', 'dist', 'index.js'),
    ['lint', ...DOCUMENTS, '--fail-severity', 'hint'],
  ],
  ['the API documents by Redocly', tool('@redocly', 'cli', 'bin', 'cli.js'), ['lint', 'platform', 'earlier']],
  ['changes of the API', path.join(projectRoot, 'scripts', 'api', 'changes.mjs'), []],
  ['rows of statements', path.join(projectRoot, 'scripts', 'lint', 'sql-rows.mjs'), []],
  ['frozen migrations', path.join(projectRoot, 'scripts', 'freeze.mjs'), ['--check']],
];
const UNIT_TESTS = [
  'unit tests',
  tool('jest', 'bin', 'jest.js'),
  ['--selectProjects', 'unit', 'pages', '--maxWorkers', '1'],
];
const wish = process.argv.at(-1);
const isPicked = ([name]) => ['all', 'lint'].includes(wish) || name.startsWith(wish);
const ofSources = RULES_OF_SOURCES.filter(isPicked);
const ofMade = [...(wish === 'all' ? [UNIT_TESTS] : []), ...RULES.filter(isPicked)];
if (ofSources.length + ofMade.length === 0) throw new Error(`no check is named ${wish}`);

let failed = 0;
const made = ofMade.length > 0 ? makeReady(['generate', 'words', 'build', 'document', 'client']) : undefined;
await Promise.all([
  made?.then(() => workThrough(ofMade)),
  workThrough(ofSources)
    .then(() => made)
    .then(() => workThrough(ofMade)),
]);
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

async function workThrough(waiting) {
  for (let check = waiting.shift(); check !== undefined; check = waiting.shift()) await runCheck(check);
}

async function runCheck([title, program, args]) {
  const since = Date.now();
  try {
    await run(process.execPath, [...NODE_OPTIONS, program, ...(typeof args === 'function' ? args() : args)]);
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
