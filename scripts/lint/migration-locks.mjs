#!/usr/bin/env node
// Names statements of migrations that stop sales while they run, or that servers of the version before don't survive, by squawk with the
// rules of .squawk.toml; statements that row-level security hides rows from; and files with CONCURRENTLY that the start could not take up
// again. A folder as the last argument is read in place of prisma/migrations.
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import path from 'node:path';
import { MIGRATIONS, readFrozen, readMigrations } from '../postgres/frozen-migrations.mjs';
import { readConcurrent } from '../postgres/migrations.mjs';
import { projectRoot } from '../start/files.mjs';

const folder = process.argv[2] ?? MIGRATIONS;
const program = findProgram();
const frozen = readFrozen(folder);
const open = readMigrations(folder).filter(({ name }) => !frozen.has(name));
const files = open.map(({ name }) => path.join(folder, name, 'migration.sql'));

if (program === undefined) console.log('Left out: package-lock.json has no program of squawk for this machine.');
else if (files.length > 0) {
  const args = ['--config', path.join(projectRoot, '.squawk.toml'), '--reporter', 'gcc', ...files];
  const { status, stdout, stderr } = spawnSync(program, args, { encoding: 'utf8' });
  if (status !== 0) {
    console.log(`${stdout}${stderr}docs/upgrading.md says how to write it otherwise.`);
    process.exitCode = 1;
  }
}

const faults = open.flatMap(({ name, sql }) =>
  [...findHidden(sql), ...findNotTakenUp(sql)].map((fault) => `${name}: ${fault}`),
);
if (faults.length > 0) {
  console.log(`${faults.join('\n')}\ndocs/upgrading.md says how to write it otherwise.`);
  process.exitCode = 1;
}

/**
 * The tables whose rows a statement reads or changes while row-level security is forced on the owner, who would see none; and those
 * that stay without it. The start fails at each of them as well, also inside a block of PL/pgSQL, which is not read here.
 */
function findHidden(sql) {
  const statements = sql
    .replace(/--.*/g, '')
    .replace(/\$(\w*)\$[^]*?\$\1\$/g, "''")
    .replace(/'(?:[^']|'')*'/g, "''")
    .split(';');
  const made = new Set([...sql.matchAll(/CREATE (?:TEMP )?TABLE (\w+)/gi)].map(([, table]) => table));
  const open = new Set();
  const found = [];
  for (const statement of statements.map((text) => text.trim())) {
    const [, table, no] = /^ALTER TABLE (\w+) (NO )?FORCE ROW LEVEL SECURITY$/i.exec(statement) ?? [];
    if (table !== undefined && no === undefined) open.delete(table);
    else if (table !== undefined) open.add(table);
    const [, dropped] = /^DROP TABLE (\w+)/i.exec(statement) ?? [];
    if (dropped !== undefined) open.delete(dropped);
    if (!/^(?:INSERT|UPDATE|DELETE|MERGE|SELECT|WITH)\b/i.test(statement)) continue;
    const named = [...statement.matchAll(/\b(?:FROM|JOIN|INTO|USING|^UPDATE)\s+(\w+)\b(?!\s*\()/gi)].map(
      ([, name]) => name,
    );
    const own = new Set([...statement.matchAll(/(?<!\w)(\w+) AS (?:MATERIALIZED )?\(/gi)].map(([, name]) => name));
    for (const name of new Set(named))
      if (!own.has(name) && !open.has(name) && !made.has(name))
        found.push(
          `row-level security hides rows of ${name}: write ALTER TABLE ${name} NO FORCE ROW LEVEL SECURITY before it`,
        );
  }
  for (const table of open)
    found.push(
      `${table} stays without FORCE ROW LEVEL SECURITY: write ALTER TABLE ${table} FORCE ROW LEVEL SECURITY behind it`,
    );
  return found;
}

function findNotTakenUp(sql) {
  try {
    readConcurrent(sql);
    return [];
  } catch (error) {
    return [error.message];
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
