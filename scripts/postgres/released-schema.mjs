import fs from 'node:fs';
import path from 'node:path';
import { readIfThere } from '../start/files.mjs';
import { frozenList, MIGRATIONS } from './frozen-migrations.mjs';

export const releasedSchema = (folder = MIGRATIONS) => path.join(folder, 'released.sql');

/** PostgreSQL's code if the owner may not make a role, because roles are managed elsewhere. */
const INSUFFICIENT_PRIVILEGE = '42501';
const MONTHS_AHEAD = 3;

/**
 * The schema that the migrations of all released versions make, in one file (scripts/released-schema.mjs).
 *
 * @returns {string | undefined} undefined: there is no such file, or migrations were frozen after it was written
 */
export function readReleasedSchema(folder = MIGRATIONS) {
  const text = readIfThere(releasedSchema(folder));
  return text?.startsWith(headOf(folder)) ? text : undefined;
}

/** The first line of the file, which names the last of the frozen migrations that the schema has. */
export function headOf(folder = MIGRATIONS) {
  const versions = JSON.parse(fs.readFileSync(frozenList(folder), 'utf8'));
  const [last] = Object.values(versions).flatMap(Object.entries).slice(-1);
  return `-- The schema of ${Object.keys(versions).at(-1)}, after the migration ${last.join(' ')}.\n`;
}

/**
 * Makes the schema in an empty database, in one transaction with `rows`: statements that record the migrations which the schema replaces. Makes
 * nothing where the owner may not make roles: then the migrations have to be applied one by one, because they do without roles that are not essential.
 *
 * @param {import('pg').Client} client of the owner's role
 * @returns {Promise<boolean>} false: nothing was made
 */
export async function applyReleasedSchema(client, schema, rows) {
  try {
    await client.query(
      `BEGIN; SET LOCAL search_path = ''; SET LOCAL check_function_bodies = off;
       ${schema}
       SET LOCAL search_path = public; SELECT make_event_partitions(${MONTHS_AHEAD}); ${rows}; COMMIT`,
    );
    return true;
  } catch (error) {
    await client.query('ROLLBACK').catch(() => undefined);
    if (error.code === INSUFFICIENT_PRIVILEGE) return false;
    error.message = `The schema of the last release failed: ${error.message}`;
    throw error;
  }
}
