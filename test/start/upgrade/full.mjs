#!/usr/bin/env node
// The test of upgrades on a data folder with the full demo: node test/start/upgrade/full.mjs [CHECKOUT]
// CHECKOUT is the folder of an earlier version, which makes the data; without it this version does.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { projectRoot } from '../../../scripts/start/files.mjs';

const maker = path.resolve(process.argv[2] ?? projectRoot);
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'loyalty-full-'));
const fixture = path.join(folder, 'full.tar.br');
const jest = path.join(projectRoot, 'node_modules', 'jest', 'bin', 'jest.js');
const steps = [
  [path.join(maker, 'test', 'start', 'upgrade', 'make-fixture.mjs'), '--full', fixture],
  [jest, '--selectProjects', 'start', '--testPathPatterns', 'start/upgrade'],
];
try {
  for (const args of steps) {
    if (process.exitCode) break;
    const environment = { ...process.env, UPGRADE_FIXTURE: fixture };
    process.exitCode =
      spawnSync(process.execPath, args, { cwd: projectRoot, env: environment, stdio: 'inherit' }).status ?? 1;
  }
} finally {
  fs.rmSync(folder, { recursive: true, force: true });
}
