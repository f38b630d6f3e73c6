#!/usr/bin/env node
// Runs the checks of types, rules and formats, two programs at once. `npm run check` runs all of it: types, rules and unit tests;
// `npm run lint` leaves the unit tests out. Another argument picks the checks whose name begins with it.
import path from 'node:path';
import { CommandFailure, run } from './start/processes.mjs';
import { projectRoot } from './start/files.mjs';
import { makeReady } from './start/steps.mjs';

const AT_ONCE = 2;
const tool = (...parts) => path.join(projectRoot, 'node_modules', ...parts);

/** ESLint keeps the types of all its files in memory, and is the longest check, so it goes over the project in parts. */
const ESLINT_PARTS = {
  tests: ['test'],
  server: ['src', 'prisma.config.ts'],
  rest: [...['src/**', 'test/**', 'prisma.config.ts'].flatMap((pattern) => ['--ignore-pattern', pattern]), '.'],
};

/** Types are many small objects that live long: in a young generation of V8's own size their collection is a fifth of a check. */
const NODE_OPTIONS = ['--max-semi-space-size=128'];

/** Each with its program and the arguments. The longest first. */
const RULES = [
  ...Object.keys(ESLINT_PARTS).map((part) => [
    `ESLint of ${part}`,
    tool('eslint', 'bin', 'eslint.js'),
    argumentsOfEslint(part),
  ]),
  ['types of the server and the tests', tool('typescript', 'bin', 'tsc'), ['-p', '.']],
  [
    'doors and directions',
    tool('dependency-cruiser', 'bin', 'dependency-cruise.mjs'),
    ['--config', '.dependency-cruiser.cjs', 'src', 'web/src', 'packages/client', 'test'],
  ],
  ['types of the pages', tool('typescript', 'bin', 'tsc'), ['-p', 'web']],
  ['nothing unused', tool('knip', 'bin', 'knip.js'), ['--treat-config-hints-as-errors']],
  ['types of the client', tool('typescript', 'bin', 'tsc'), ['-p', 'packages/client']],
  ['types of the tests of the pages', tool('typescript', 'bin', 'tsc'), ['-p', 'test/pages']],
  ['types of the browser tests', tool('typescript', 'bin', 'tsc'), ['-p', 'test/browser']],
  ['changes of the API', path.join(projectRoot, 'scripts', 'api', 'changes.mjs'), []],
  ['plain words', path.join(projectRoot, 'scripts', 'plain-words.mjs'), []],
  ['frozen migrations', path.join(projectRoot, 'scripts', 'freeze.mjs'), ['--check']],
  ['Prettier', tool('prettier', 'bin', 'prettier.cjs'), ['--check', '--log-level', 'warn', '--cache', '.']],
];
const UNIT_TESTS = [
  'unit tests',
  tool('jest', 'bin', 'jest.js'),
  ['--selectProjects', 'unit', 'pages', '--maxWorkers', '1'],
];
const wish = process.argv.at(-1);
const picked = { all: [UNIT_TESTS, ...RULES], lint: RULES }[wish] ?? RULES.filter(([name]) => name.startsWith(wish));
if (picked.length === 0) throw new Error(`no check is named ${wish}`);

const began = Date.now();
await makeReady(['install', 'generate', 'words', 'build', 'client']);
let failed = 0;
const waiting = [...picked];
await Promise.all(Array.from({ length: AT_ONCE }, workThrough));
console.log(`${failed === 0 ? 'All is well' : `${failed} failed`} (${seconds(began)} s).`);
process.exitCode = failed === 0 ? 0 : 1;

function argumentsOfEslint(part) {
  const cache = ['--cache', '--cache-strategy', 'content', '--cache-location', tool('.cache', 'eslint', part)];
  return ['--max-warnings', '0', ...cache, ...ESLINT_PARTS[part]];
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
