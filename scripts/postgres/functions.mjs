import crypto from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { StartFailure } from '../start/failure.mjs';
import { projectRoot } from '../start/files.mjs';

export const FUNCTIONS = path.join(projectRoot, 'prisma', 'functions');

/** Which file was applied when, and by which version. Only the owner of the schema reads it. */
const APPLIED = `CREATE TABLE IF NOT EXISTS _applied_functions (
  name text PRIMARY KEY, checksum text NOT NULL, version text NOT NULL, applied_at timestamptz NOT NULL)`;

/**
 * The functions of the database, a file each, in the order of their names.
 *
 * @returns {{ name: string, sql: string, checksum: string }[]}
 */
export function readFunctions(folder = FUNCTIONS) {
  return fs
    .readdirSync(folder)
    .filter((file) => file.endsWith('.sql'))
    .sort()
    .map((file) => {
      const sql = fs.readFileSync(path.join(folder, file), 'utf8');
      return {
        name: file.slice(0, -'.sql'.length),
        sql,
        checksum: crypto.createHash('sha256').update(sql).digest('hex'),
      };
    });
}

/**
 * An older version has the same migrations as the newer one that ran here, but it would put its own functions in the place
 * of the newer ones.
 *
 * @param {import('pg').Client} client of the owner's role
 */
export async function refuseNewerFunctions(client, functions) {
  const own = new Map(functions.map(({ name, checksum }) => [name, checksum]));
  const newer = (await listApplied(client)).find(
    ({ name, checksum, version }) => own.get(name) !== checksum && isNewer(version, thisVersion()),
  );
  if (newer === undefined) return;
  throw new StartFailure(
    `The database was written by a newer version of the platform (it has the function ${newer.name} of ${newer.version}): ` +
      'start that version, or use another DATA_DIR or database.',
  );
}

/**
 * Applies the files that changed since they were applied, in one transaction. A migration may drop what a function stands
 * on, and the function with it, so that after one they are all applied again.
 *
 * @param {import('pg').Client} client of the owner's role, which has the lock of the migrations
 * @returns {Promise<string[]>} the names of those applied now
 */
export async function applyFunctions(client, functions) {
  const current = (await listApplied(client)).filter(({ isAfterMigrations }) => isAfterMigrations);
  const checksums = new Map(current.map(({ name, checksum }) => [name, checksum]));
  const changed = functions.filter(({ name, checksum }) => checksums.get(name) !== checksum);
  if (changed.length === 0) return [];
  // A body may name a function that is created later; a test checks all bodies at the end.
  await client.query('BEGIN; SET LOCAL check_function_bodies = off');
  try {
    for (const given of changed) await applyFunction(client, given);
    await client.query('DELETE FROM _applied_functions WHERE name <> ALL ($1)', [functions.map(({ name }) => name)]);
    await client.query('COMMIT');
  } catch (error) {
    await client.query('ROLLBACK').catch(() => undefined);
    throw error;
  }
  return changed.map(({ name }) => name);
}

async function applyFunction(client, { name, sql, checksum }) {
  try {
    await client.query(sql);
  } catch (error) {
    error.message = `The function ${name} failed: ${error.message}`;
    throw error;
  }
  await client.query(
    `INSERT INTO _applied_functions (name, checksum, version, applied_at) VALUES ($1, $2, $3, clock_timestamp())
     ON CONFLICT (name) DO UPDATE SET checksum = excluded.checksum, version = excluded.version, applied_at = excluded.applied_at`,
    [name, checksum, thisVersion()],
  );
}

async function listApplied(client) {
  await client.query(APPLIED);
  const { rows } = await client.query(
    `SELECT name, checksum, version,
       applied_at >= (SELECT coalesce(max(finished_at), '-infinity') FROM _prisma_migrations) AS "isAfterMigrations"
     FROM _applied_functions`,
  );
  return rows;
}

function thisVersion() {
  return JSON.parse(fs.readFileSync(path.join(projectRoot, 'package.json'), 'utf8')).version;
}

const isNewer = (version, than) => version.localeCompare(than, 'en', { numeric: true }) > 0;
