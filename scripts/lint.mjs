#!/usr/bin/env node
// Everything that holds the house in order, in one command. An argument picks the checks whose name
// begins with it: `npm run lint -- types`.
import path from 'node:path';
import { CommandFailure, run } from './start/processes.mjs';
import { projectRoot } from './start/files.mjs';
import { makeReady } from './start/steps.mjs';

const tool = (...parts) => path.join(projectRoot, 'node_modules', ...parts);
const eslintCache = path.join(projectRoot, 'node_modules', '.cache', 'eslint');

const CHECKS = [
  ['types of the server and the tests', tool('typescript', 'bin', 'tsc'), ['-p', '.']],
  ['types of the browser tests', tool('typescript', 'bin', 'tsc'), ['-p', 'test/browser']],
  ['types of the pages', tool('typescript', 'bin', 'tsc'), ['-p', 'web']],
  [
    'ESLint',
    tool('eslint', 'bin', 'eslint.js'),
    ['--max-warnings', '0', '--cache', '--cache-strategy', 'content', '--cache-location', eslintCache, '.'],
  ],
  ['Prettier', tool('prettier', 'bin', 'prettier.cjs'), ['--check', '--log-level', 'warn', '--cache', '.']],
  [
    'doors and directions',
    tool('dependency-cruiser', 'bin', 'dependency-cruise.mjs'),
    ['--config', '.dependency-cruiser.cjs', 'src', 'web/src', 'test'],
  ],
  ['nothing unused', tool('knip', 'bin', 'knip.js'), ['--treat-config-hints-as-errors']],
];

await makeReady(['install', 'generate', 'build', 'client']);
let failed = 0;
for (const [title, program, args] of CHECKS.filter(([name]) => name.startsWith(process.argv[2] ?? ''))) {
  const began = Date.now();
  try {
    await run(process.execPath, [program, ...args]);
    console.log(`ok      ${title} (${((Date.now() - began) / 1000).toFixed(1)} s)`);
  } catch (error) {
    if (!(error instanceof CommandFailure)) throw error;
    failed += 1;
    console.log(`FAILED  ${title}\n${error.output}`);
  }
}
process.exitCode = failed === 0 ? 0 : 1;
