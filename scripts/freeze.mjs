#!/usr/bin/env node
// Freezes the migrations when a version is released: writes those that no version has yet, with their SHA-256, into
// prisma/migrations/frozen.json under the version of package.json. `--check` writes nothing and ends with 1 when a frozen
// migration was edited, removed or renamed. A folder as the last argument is read in place of prisma/migrations.
// With the migrations of the project, the document of the built server becomes the one that later changes of the API are
// compared with.
import fs from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { findBreaches, frozenList, MIGRATIONS, readFrozen, readMigrations } from './postgres/frozen-migrations.mjs';
import { writeBaseline } from './api/baseline.mjs';
import { readAllCalls } from './api/documents.mjs';
import { projectRoot, writeWhole } from './start/files.mjs';
import { makeReady } from './start/steps.mjs';

const folder = process.argv.slice(2).find((argument) => !argument.startsWith('--')) ?? MIGRATIONS;
const { version } = JSON.parse(fs.readFileSync(path.join(projectRoot, 'package.json'), 'utf8'));

const migrations = readMigrations(folder);
const frozen = readFrozen(folder);
const breaches = findBreaches(migrations, frozen);
for (const breach of breaches) console.error(breach);
process.exitCode = breaches.length === 0 ? 0 : 1;
if (breaches.length === 0 && !process.argv.includes('--check')) await freeze();

async function freeze() {
  const added = migrations.filter(({ name }) => !frozen.has(name));
  if ([...frozen.values()].some((migration) => migration.version === version)) {
    if (added.length === 0) return;
    console.error(`The migrations of ${version} are frozen already: raise the version in package.json first.`);
    process.exitCode = 1;
    return;
  }
  const versions = {};
  for (const [name, { version: released, checksum }] of frozen) (versions[released] ??= {})[name] = checksum;
  versions[version] = Object.fromEntries(added.map(({ name, checksum }) => [name, checksum]));
  writeWhole(frozenList(folder), `${JSON.stringify(versions, undefined, 2)}\n`);
  console.log(`${added.length} migrations are frozen as ${version}.`);
  if (folder === MIGRATIONS) await releaseApi();
}

async function releaseApi() {
  await makeReady(['install', 'generate', 'words', 'build', 'document', 'client']);
  const inProject = (...parts) => path.join(projectRoot, ...parts);
  writeWhole(inProject('docs', 'api', 'released.json.gz'), gzipSync(writeBaseline(readAllCalls()), { level: 9 }));
  writeWhole(inProject('docs', 'api', 'intended-breaks.json'), '{}\n');
}
