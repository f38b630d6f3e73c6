#!/usr/bin/env node
// Checks docker/prometheus by promtool: the form of the files, and what the alerts do in the cases of docker/prometheus/tests. Without
// promtool (`apt-get install prometheus`) it says so and checks nothing.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { projectRoot } from './start/files.mjs';

const folder = path.join(projectRoot, 'docker', 'prometheus');
const cases = fs.readdirSync(path.join(folder, 'tests')).map((file) => path.join('tests', file));

if (spawnSync('promtool', ['--version']).error !== undefined) {
  console.log('left out: promtool is not installed (apt-get install prometheus)');
} else {
  // The file of the token exists only in the container.
  promtool('check', 'config', '--syntax-only', 'prometheus.yml');
  promtool('check', 'rules', 'alerts.yml');
  promtool('test', 'rules', ...cases);
}

function promtool(...args) {
  const { status } = spawnSync('promtool', args, { cwd: folder, stdio: 'inherit' });
  if (status !== 0) process.exitCode = 1;
}
