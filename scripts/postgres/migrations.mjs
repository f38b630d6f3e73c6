import crypto from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { StartFailure } from '../start/failure.mjs';
import { say } from '../start/progress.mjs';
import { withAdvisoryLock } from './advisory-lock.mjs';
import { MIGRATIONS, readFrozen, readMigrations } from './frozen-migrations.mjs';
import { applyReleasedSchema, readReleasedSchema } from './released-schema.mjs';
import { applyFunctions, FUNCTIONS, readFunctions, refuseNewerFunctions } from './functions.mjs';

/** The number that Prisma's own engine locks, so that the two never migrate at once. */
const PRISMA_LOCK = 72707369;

/**
 * A statement that waits for a lock of a table makes every sale behind it wait as well: shorter than a till's patience, and tried
 * again for as long as the longest report may run.
 */
const LOCK_WAIT_MS = 200;
const PAUSE_AFTER_LOCK_MS = 1_000;
const LOCK_TRIES = 600;
const LOCK_NOT_AVAILABLE = '55P03';

/**
 * A release merges the migrations of its development builds. A database of a development build has `count` migrations, the newest named `last`; they
 * make the same schema as the release's migrations from `first` to `until`. Migrations after `until` are still applied to such a database.
 */
const REPLACED = [
  {
    versions: ['0.2.0', '0.3.0'],
    count: 105,
    last: '20261130120002_guests_of_files',
    first: '20261125023500_version_0_3_0',
    until: '20261125023500_version_0_3_0',
  },
  {
    versions: ['0.3.0', '0.4.0'],
    count: 93,
    last: '20261206100200_audit_sign_ins',
    first: '20261130163000_version_0_4_0',
    until: '20261130163020_audit_sign_ins',
  },
];

/** The one statement of a migration that PostgreSQL refuses in a transaction, with the name of the index. */
const CONCURRENT =
  /^(?:CREATE (?:UNIQUE )?INDEX CONCURRENTLY (?<made>\w+) ON [^;]+|DROP INDEX CONCURRENTLY (?<dropped>\w+));?$/i;

/**
 * Applies the migrations that the database has not had, in the order of their names, and writes the same rows as
 * `prisma migrate deploy`, so that either may go on where the other stopped. Prisma's command needs an engine that is
 * downloaded; this needs nothing. Then it applies the functions whose files have changed.
 *
 * A migration and its row are one transaction: killed at any moment, it is there whole or not at all. The exception is
 * a file with CONCURRENTLY, which PostgreSQL refuses in a transaction; such a file holds that one statement, and the next
 * start takes it up where it broke off.
 *
 * A statement that row-level security would hide rows from fails (`row_security`), whether there are rows or not: the
 * migration takes its tables out of FORCE ROW LEVEL SECURITY before, and puts them back behind it.
 *
 * @param {import('pg').Client} client of the owner's role, connected
 * @returns {Promise<{ migrations: string[], functions: string[] }>} the names of those applied now
 */
export function migrate(client, folder = MIGRATIONS, functionsFolder = FUNCTIONS) {
  return withMigrationLock(client, async () => {
    await client.query(`CREATE TABLE IF NOT EXISTS _prisma_migrations (
      id VARCHAR(36) PRIMARY KEY NOT NULL, checksum VARCHAR(64) NOT NULL, finished_at TIMESTAMPTZ,
      migration_name VARCHAR(255) NOT NULL, logs TEXT, rolled_back_at TIMESTAMPTZ,
      started_at TIMESTAMPTZ NOT NULL DEFAULT now(), applied_steps_count INTEGER NOT NULL DEFAULT 0)`);
    const made = await makeReleasedSchema(client, folder);
    const pending = await findPending(client, folder);
    const functions = readFunctions(functionsFolder);
    if (pending.length === 0) await refuseNewerFunctions(client, functions);
    for (const migration of pending) await applyBetweenSales(client, migration);
    const applied = await applyFunctions(client, functions);
    if (made.length + pending.length > 0) await client.query('ANALYZE');
    return { migrations: [...made, ...pending].map(({ name }) => name), functions: applied };
  });
}

/**
 * Runs `work` while no other start migrates this database or changes its roles: PostgreSQL refuses two changes of one
 * role at once. A holder may take the lock again.
 *
 * @template T
 * @param {import('pg').Client} client
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export function withMigrationLock(client, work) {
  return withAdvisoryLock(
    client,
    { key: PRISMA_LOCK, waiting: 'Waiting for another process, which migrates this database' },
    work,
  );
}

/**
 * Gives an empty database the schema of the last release at once.
 *
 * @returns the migrations that the schema replaces; none if the database was not empty, or nothing was made
 */
async function makeReleasedSchema(client, folder) {
  const schema = readReleasedSchema(folder);
  if (schema === undefined) return [];
  const { rows } = await client.query(
    `SELECT FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relname NOT LIKE '\\_prisma\\_migrations%' LIMIT 1`,
  );
  const before = await client.query('SELECT FROM _prisma_migrations LIMIT 1');
  if (rows.length + before.rows.length > 0) return [];
  const frozen = readFrozen(folder);
  const those = readMigrations(folder).filter(({ name }) => frozen.has(name));
  const written = those.map((migration) => rowOf(client, migration)).join('; ');
  return (await applyReleasedSchema(client, schema, written)) ? those : [];
}

async function findPending(client, folder) {
  const { rows } = await client.query(
    `SELECT migration_name AS name, checksum, finished_at FROM _prisma_migrations
      WHERE rolled_back_at IS NULL ORDER BY migration_name`,
  );
  const failed = rows.find((row) => row.finished_at === null);
  if (failed) {
    throw new StartFailure(
      `The migration ${failed.name} was begun and not finished: look at what it left, then "npx prisma migrate resolve".`,
    );
  }
  const known = readMigrations(folder);
  refuseFromBeforeRelease(rows, readFrozen(folder));
  const names = new Set(known.map(({ name }) => name));
  const later = rows.filter((row) => !names.has(row.name)).map((row) => row.name);
  const replaced = REPLACED.find(({ first }) => names.has(first) && !rows.some(({ name }) => name === first));
  if (later.length > 0 && replaced !== undefined) {
    const { first, until } = replaced;
    const those = known.filter(({ name }) => first <= name && name <= until);
    await replaceThoseBetween(client, later, replaced, those);
    return findPending(client, folder);
  }
  if (later.length > 0) {
    throw new StartFailure(
      `The database was written by a newer version of the platform (it has the migration ${later.at(-1)}): ` +
        'start that version, or use another DATA_DIR or database.',
    );
  }
  const done = new Map(rows.map((row) => [row.name, row.checksum]));
  const edited = known.find(({ name, checksum }) => done.has(name) && done.get(name) !== checksum);
  if (edited) {
    throw new StartFailure(
      `The migration ${edited.name} was changed after this database had it: ` +
        'put the file back, or begin with an empty DATA_DIR or database.',
    );
  }
  return known.filter(({ name }) => !done.has(name));
}

/**
 * Until the first release migrations were edited in place, so a database of an earlier build has other text or other
 * names among them, or lacks one before the last that it has.
 */
function refuseFromBeforeRelease(rows, frozen) {
  const [first] = frozen.values();
  if (first === undefined) return;
  const released = new Map([...frozen].filter(([, { version }]) => version === first.version));
  const last = [...released.keys()].at(-1);
  const names = new Set(rows.map((row) => row.name));
  const newest = [...names].sort().at(-1) ?? '';
  const isOther = rows.some(({ name, checksum }) => name <= last && released.get(name)?.checksum !== checksum);
  const isMissing = [...released.keys()].some((name) => name < newest && !names.has(name));
  if (!isOther && !isMissing) return;
  throw new StartFailure(
    `The database was made by a build before ${first.version}, the first version that can be upgraded: keep that build for ` +
      'it, or begin with an empty DATA_DIR or database and import your history (docs/upgrading.md).',
  );
}

/** In a database of a development build, replaces the rows of the build's migrations (`later`) by rows of the release's migrations (`those`). */
async function replaceThoseBetween(client, later, { versions: [from, to], count, last }, those) {
  if (later.length !== count || later.at(-1) !== last) {
    throw new StartFailure(
      `The database was made by a build between ${from} and ${to} (it has the migration ${later.at(-1)}): start the last of ` +
        'those builds once, or begin with an empty DATA_DIR or database (docs/upgrading.md).',
    );
  }
  const names = later.map((name) => client.escapeLiteral(name)).join(', ');
  const written = those.map((migration) => rowOf(client, migration)).join('; ');
  await client.query(`BEGIN; DELETE FROM _prisma_migrations WHERE migration_name IN (${names}); ${written}; COMMIT`);
}

const rowOf = (client, { name, checksum }) =>
  `INSERT INTO _prisma_migrations (id, checksum, migration_name, finished_at, applied_steps_count)
    VALUES ('${crypto.randomUUID()}', '${checksum}', ${client.escapeLiteral(name)}, clock_timestamp(), 1)`;

async function applyBetweenSales(client, migration) {
  for (let tries = 1; ; tries += 1) {
    try {
      await apply(client, migration);
      return;
    } catch (error) {
      if (error.code !== LOCK_NOT_AVAILABLE || tries === LOCK_TRIES) throw error;
      if (tries === 1) say(`The migration ${migration.name} waits for a table that is in use`);
      await wait(PAUSE_AFTER_LOCK_MS);
    }
  }
}

async function apply(client, { name, sql, checksum }) {
  const row = rowOf(client, { name, checksum });
  try {
    const concurrent = readConcurrent(sql);
    if (concurrent !== undefined) {
      await applyConcurrently(client, concurrent);
      await client.query(row);
      return;
    }
    await client.query(
      `BEGIN;\nSET LOCAL lock_timeout = ${LOCK_WAIT_MS};\nSET LOCAL row_security = off;\n${sql}\n;\n${row};\nCOMMIT`,
    );
  } catch (error) {
    await client.query('ROLLBACK').catch(() => undefined);
    error.message = `The migration ${name} failed: ${error.message}`;
    throw error;
  }
}

/**
 * The statement of a file with CONCURRENTLY; undefined: the file has none.
 *
 * @returns {{ sql: string, made?: string, dropped?: string } | undefined}
 */
export function readConcurrent(sql) {
  const statements = sql.replace(/--.*/g, '');
  if (!/\bCONCURRENTLY\b/i.test(statements)) return undefined;
  const found = CONCURRENT.exec(statements.trim());
  if (found === null)
    throw new Error('a file with CONCURRENTLY holds one CREATE INDEX or DROP INDEX, which names its index');
  return { sql, ...found.groups };
}

/** A start that was killed left the index whole, or half made: PostgreSQL calls such an index invalid. */
async function applyConcurrently(client, { sql, made, dropped }) {
  const { rows } = await client.query('SELECT indisvalid AS valid FROM pg_index WHERE indexrelid = to_regclass($1)', [
    (made ?? dropped).toLowerCase(),
  ]);
  const [there] = rows;
  if (dropped !== undefined) {
    if (there !== undefined) await client.query(sql);
    return;
  }
  if (there?.valid) return;
  if (there !== undefined) await client.query(`DROP INDEX CONCURRENTLY ${made}`);
  await client.query(sql);
}
