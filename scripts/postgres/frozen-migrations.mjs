import crypto from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { projectRoot, readIfThere } from '../start/files.mjs';

export const MIGRATIONS = path.join(projectRoot, 'prisma', 'migrations');

/**
 * All migrations in the order in which they are applied.
 *
 * @returns {{ name: string, sql: string, checksum: string }[]}
 */
export function readMigrations(folder = MIGRATIONS) {
  return fs
    .readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort()
    .map((name) => {
      const sql = fs.readFileSync(path.join(folder, name, 'migration.sql'), 'utf8');
      return { name, sql, checksum: crypto.createHash('sha256').update(sql).digest('hex') };
    });
}

export const frozenList = (folder = MIGRATIONS) => path.join(folder, 'frozen.json');

/**
 * The migrations that released versions brought, by their names, in the order in which they are applied.
 *
 * @returns {Map<string, { version: string, checksum: string }>}
 */
export function readFrozen(folder = MIGRATIONS) {
  const versions = JSON.parse(readIfThere(frozenList(folder)) ?? '{}');
  return new Map(
    Object.entries(versions).flatMap(([version, migrations]) =>
      Object.entries(migrations).map(([name, checksum]) => [name, { version, checksum }]),
    ),
  );
}

/**
 * Where the migrations differ from those that released versions brought. Databases in use have had these, so a change
 * of one would reach new databases alone.
 *
 * @returns {string[]} a sentence for each
 */
export function findBreaches(migrations, frozen) {
  const checksums = new Map(migrations.map(({ name, checksum }) => [name, checksum]));
  const breaches = [...frozen].flatMap(([name, { version, checksum }]) => {
    if (checksums.get(name) === checksum) return [];
    const was = checksums.has(name) ? 'edited' : 'removed or renamed';
    return [
      `The migration ${name} was ${was} after ${version} was released with it: ` +
        'put the file back, and write the change as a new migration.',
    ];
  });
  const last = [...frozen.keys()].at(-1);
  const early = migrations.filter(({ name }) => !frozen.has(name) && last !== undefined && name < last);
  return [
    ...breaches,
    ...early.map(
      ({ name }) =>
        `The migration ${name} is new and comes before ${last}, which databases have had: give it a later number.`,
    ),
  ];
}
