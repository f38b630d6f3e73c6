#!/usr/bin/env node
// The statistical tests at full size: each property with twenty times as many cases, other ones than `npm test` tries,
// and the forecast against all its simulated networks. Arguments go to Jest.
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { projectRoot } from './start/files.mjs';
import { makeReady } from './start/steps.mjs';

await makeReady(['install', 'generate', 'words']);
const jest = path.join(projectRoot, 'node_modules', 'jest', 'bin', 'jest.js');
const { status } = spawnSync(process.execPath, [jest, '--selectProjects', 'unit', ...process.argv.slice(2)], {
  cwd: projectRoot,
  stdio: 'inherit',
  env: { PROPERTY_TIMES: '20', PROPERTY_SEED: 'random', ...process.env, STATISTICS: 'full' },
});
process.exitCode = status ?? 1;
