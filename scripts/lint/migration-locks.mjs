#!/usr/bin/env node
// Names statements of migrations that stop sales while they run, or that servers of the version before don't survive, by squawk with the
// rules of .squawk.toml. A folder as the last argument is read in place of prisma/migrations.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { MIGRATIONS } from '../postgres/frozen-migrations.mjs';
import { projectRoot } from '../start/files.mjs';

/** Migrations before this one had landed when the rules came, and a landed migration is never edited. */
const FIRST = '20261128190000';

const folder = process.argv[2] ?? MIGRATIONS;
const program = findProgram();
const files = fs
  .readdirSync(folder)
  .filter((name) => name >= FIRST && /^\d/.test(name))
  .sort()
  .map((name) => path.join(folder, name, 'migration.sql'));

if (program === undefined) console.log('Left out: package-lock.json has no program of squawk for this machine.');
else if (files.length > 0) {
  const args = ['--config', path.join(projectRoot, '.squawk.toml'), '--reporter', 'gcc', ...files];
  const { status, stdout, stderr } = spawnSync(program, args, { encoding: 'utf8' });
  if (status !== 0) {
    console.log(`${stdout}${stderr}docs/upgrading.md says how to write it otherwise.`);
    process.exitCode = 1;
  }
}

/** The program itself: the command of the package starts Node only to start it. */
function findProgram() {
  const { resolve } = createRequire(createRequire(import.meta.url).resolve('squawk-cli/package.json'));
  const name = process.platform === 'win32' ? 'squawk.exe' : 'squawk';
  try {
    return resolve(`@squawk-cli/${process.platform}-${process.arch}/bin/${name}`);
  } catch {
    return undefined;
  }
}
