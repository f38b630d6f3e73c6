#!/usr/bin/env node
// Writes prisma/migrations/released.sql, the schema that the frozen migrations make. A start gives an empty database this file in place of those
// migrations. The script needs the server and the programs of PostgreSQL 15, the oldest supported version, because every later version can read a dump
// that version 15 wrote. `--check` writes nothing, and ends with 1 when migrations were frozen after the file was written.
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { MIGRATIONS, readFrozen } from './postgres/frozen-migrations.mjs';
import { migrate } from './postgres/migrations.mjs';
import { chooseUser } from './postgres/place.mjs';
import { chooseFreePort } from './postgres/port.mjs';
import { headOf, readReleasedSchema, releasedSchema } from './postgres/released-schema.mjs';
import { withClient } from './start/database.mjs';
import { writeWhole } from './start/files.mjs';

const OLDEST = 15;
const PROGRAMS = `/usr/lib/postgresql/${OLDEST}/bin`;
/** Tables that are not in the file: each database makes partitions of its own months, and each start writes the lists of applied migrations and functions. */
const LEFT_OUT = ['events_2*', '_prisma_migrations', '_applied_functions'];

if (process.argv.includes('--check')) check();
else await write();

function check() {
  if (readReleasedSchema() !== undefined) return;
  console.error(`${releasedSchema()} is not of the frozen migrations: run node scripts/released-schema.mjs.`);
  process.exitCode = 1;
}

async function write() {
  if (!fs.existsSync(path.join(PROGRAMS, 'pg_dump')))
    throw new Error(`${PROGRAMS} is not there: install PostgreSQL ${OLDEST} with its server.`);
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'loyalty-schema-'));
  try {
    const { url, run, stop } = await startOldest(folder);
    try {
      await makeReleased(url, folder);
      const roles = await rolesOf(url);
      const dump = run('pg_dump', '--no-owner', '--column-inserts', ...LEFT_OUT.flatMap((name) => ['-T', name]), url);
      writeWhole(releasedSchema(), `${headOf()}${roles}\n${tidied(dump)}\n`);
    } finally {
      stop();
    }
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

async function startOldest(folder) {
  const cluster = path.join(folder, 'cluster');
  const user = chooseUser(cluster);
  if (user.uid !== undefined) fs.chownSync(folder, user.uid, user.gid);
  const run = (name, ...args) =>
    execFileSync(path.join(PROGRAMS, name), args, { ...user, cwd: '/', encoding: 'utf8', maxBuffer: 2 ** 26 });
  run('initdb', '-D', cluster, '-A', 'trust', '-U', 'postgres', '-E', 'UTF8', '--locale=C');
  const port = await chooseFreePort();
  const flags = `-p ${port} -c fsync=off -c unix_socket_directories=${folder}`;
  const control = (...args) =>
    execFileSync(path.join(PROGRAMS, 'pg_ctl'), args, { ...user, cwd: '/', stdio: 'ignore' });
  control('-D', cluster, '-o', flags, '-l', path.join(folder, 'log'), '-w', 'start');
  return {
    url: `postgres://postgres@127.0.0.1:${port}/postgres`,
    run,
    stop: () => control('-D', cluster, '-m', 'immediate', 'stop'),
  };
}

async function makeReleased(url, folder) {
  const [migrations, functions] = ['migrations', 'functions'].map((name) => path.join(folder, name));
  for (const made of [migrations, functions]) fs.mkdirSync(made);
  for (const name of readFrozen().keys())
    fs.cpSync(path.join(MIGRATIONS, name), path.join(migrations, name), { recursive: true });
  await withClient(url, (client) => migrate(client, migrations, functions));
}

/** A statement that makes the roles. Roles belong to the server, so the dump of a database leaves them out. */
async function rolesOf(url) {
  const { rows } = await withClient(url, (client) =>
    client.query(`SELECT rolname AS name FROM pg_roles WHERE rolname LIKE 'loyalty\\_%' ORDER BY rolname`),
  );
  const makes = rows.map(
    ({ name }) => `  IF to_regrole('${name}') IS NULL THEN CREATE ROLE ${name} NOLOGIN NOBYPASSRLS; END IF;`,
  );
  return `DO $$ BEGIN\n${makes.join('\n')}\nEND $$;\n`;
}

/** Removes from a dump the settings of its session, its headings and the commands of `psql`. The time in a row becomes `now()`, the time at which a new database is made. */
function tidied(dump) {
  return dump
    .replaceAll(/^\\(?:un)?restrict .*\n/gm, '')
    .replaceAll(/^--\n-- (?:Name|Data for Name|PostgreSQL database dump).*\n--\n/gm, '')
    .replaceAll(/^-- Dumped .*\n/gm, '')
    .replaceAll(/^(?:SET \w+ = .*|SELECT pg_catalog\.set_config\('search_path', '', false\));\n/gm, '')
    .replaceAll(/^INSERT .*$/gm, (insert) => insert.replace(/'\d{4}-\d\d-\d\d \d\d:[^']*'\)/, 'now())'))
    .replaceAll(/\n{3,}/g, '\n\n')
    .trim();
}
