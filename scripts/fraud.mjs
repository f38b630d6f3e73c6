#!/usr/bin/env node
// Tries the rules of fraud watch on simulated networks of a year, prints what they found, and writes it into docs/fraud.md.
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { projectRoot } from './start/files.mjs';
import { makeReady } from './start/steps.mjs';

await makeReady(['install', 'generate', 'words']);
const jest = path.join(projectRoot, 'node_modules', 'jest', 'bin', 'jest.js');
const { status } = spawnSync(
  process.execPath,
  [jest, '--selectProjects', 'unit', '--testPathPatterns', 'simulated-network'],
  {
    cwd: projectRoot,
    stdio: 'inherit',
    env: { ...process.env, STATISTICS: 'full', PROPERTY_TIMES: '20', FRAUD_REPORT: 'write' },
  },
);
process.exitCode = status ?? 1;
