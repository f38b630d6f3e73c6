import fs from 'node:fs';
import path from 'node:path';
import { describeUrl, withClient } from '../start/database.mjs';
import { StartFailure } from '../start/failure.mjs';
import { makeFolder } from '../start/files.mjs';
import { say, step } from '../start/progress.mjs';
import { requireProgram, runProgram } from './client-programs.mjs';
import { copyRunningCluster } from './cluster-files.mjs';
import { copyFile, digestOf, megabytes } from './copy.mjs';
import { encryptFile } from './encrypted-file.mjs';
import { archiveLog, openChain } from './log.mjs';
import { namesOfKeys, printsOf, writeManifest } from './manifest.mjs';

/** `pg_dump` switches every time limit of its role off. */
const DUMP_WITHIN_MS = 24 * 3_600_000;

/**
 * Functions of the command line that a backup uses.
 *
 * @typedef {{
 *   withDatabase(work: (environment: Record<string, string>, place: Place) => Promise<number>): Promise<number>,
 *   runCommand(environment: Record<string, string>, args: string[]): Promise<number>,
 *   askCommand(environment: Record<string, string>, args: string[]): Promise<string>, what it prints
 *   signal: AbortSignal, of the command being told to end
 * }} Tools
 * @typedef {{ cluster?: string, superuserUrl?: string }} Place of an embedded database
 */

/**
 * Backs up the installation into a folder that is made by this: the database, the published seals, and a list of what is
 * in it. The platform may sell on meanwhile.
 *
 * @param {Tools} tools
 * @param {import('./store.mjs').Store} [store] of a base backup, from which the log leads on; it is encrypted
 */
export async function createBackup(folder, tools, store) {
  if (fs.existsSync(folder) && (!fs.statSync(folder).isDirectory() || fs.readdirSync(folder).length > 0))
    throw new StartFailure(`${folder} is there and not empty: a backup goes into a folder of its own.`);
  const draft = `${folder}.partial`;
  if (fs.existsSync(draft))
    throw new StartFailure(
      `${draft} is there, of a backup that was broken off or that runs: remove it when none runs.`,
    );
  return tools.withDatabase(async (environment, place) => {
    if (store !== undefined && place.cluster === undefined)
      throw new StartFailure(
        'Backups in BACKUP_DIR are of the embedded database. For a server of your own use pgBackRest or WAL-G (docs/backup.md).',
      );
    makeFolder(path.dirname(folder), store && 0o700);
    fs.mkdirSync(draft, { mode: 0o700 });
    const clear = () => fs.rmSync(draft, { recursive: true, force: true });
    process.once('exit', clear);
    try {
      const networks = JSON.parse(await tools.askCommand(environment, ['seals', 'heads']));
      const copy = store === undefined ? copyFile : encrypting(store);
      const seals = await copySeals(environment, draft, copy);
      const copied = place.cluster
        ? await copyFiles(place, draft, { signal: tools.signal, copy, store })
        : await dump(environment, draft, tools.signal);
      const settings = { ...process.env, ...environment };
      const keys = printsOf(settings);
      const files = [...copied.files, ...seals];
      writeManifest(draft, { ...copied, files, keys, networks }, settings.SEAL_KEYS);
      if (fs.existsSync(folder)) fs.rmdirSync(folder);
      fs.renameSync(draft, folder);
      // Ends the segment, so that the archived log includes this moment at once.
      if (store !== undefined)
        await withClient(place.superuserUrl, (client) => archiveLog(client, { cluster: place.cluster, store }));
      const needed = store === undefined ? keys : { ...keys, BACKUP_KEYS: store.keys.slice(0, 1) };
      tell(folder, { files, networks, keys: needed, isDevelopment: process.env.NODE_ENV !== 'production' });
      return 0;
    } finally {
      process.off('exit', clear);
      clear();
    }
  });
}

/** Binds files of a base backup to their names, so that none can stand for another. */
function encrypting({ keys: [key] }) {
  return (from, to, meter, name) => encryptFile(from, to, { key, name, meter });
}

/** The files of the embedded server, which brings no client programs. */
async function copyFiles({ cluster, superuserUrl }, draft, { signal, copy, store }) {
  return withClient(superuserUrl, async (client) => {
    const { rows } = await client.query(
      "SELECT current_setting('server_version') AS version, setting::int AS segment FROM pg_settings WHERE name = 'wal_segment_size'",
    );
    // Opened before the files are copied, so that the log has all later changes.
    const chain = store && (await openChain(client));
    const target = path.join(draft, 'database');
    fs.mkdirSync(target, { mode: 0o700 });
    const ofDatabase = (file) => `database/${file}`;
    const { folders, files, first, last, stoppedAt } = await copyRunningCluster(client, {
      cluster,
      target,
      signal,
      copy: (from, to, meter, file) => copy(from, to, meter, ofDatabase(file)),
    });
    const base = store && {
      kind: 'base',
      consistentAt: stoppedAt.toISOString(),
      key: { id: store.keys[0].id, print: store.keys[0].print },
      log: { chain, first, last, segmentBytes: rows[0].segment },
    };
    return {
      ...(base ?? { kind: 'files' }),
      postgres: rows[0].version,
      folders,
      files: files.map((file) => ({ ...file, path: ofDatabase(file.path) })),
    };
  });
}

/** One consistent dump, by the operator's pg_dump and the role that reads all rows of every table. */
async function dump(environment, draft, signal) {
  const url = environment.DATABASE_BACKUP_URL;
  if (url === undefined) {
    throw new StartFailure(
      'There is no role to back up with: give DATABASE_BACKUP_URL of a member of loyalty_backup, as docs/backup.md says.',
    );
  }
  const server = await withClient(environment.DATABASE_OWNER_URL, async (client) => {
    // Opens tables of the newest migration, and new partitions, to the role of backups.
    await client.query('SELECT open_to_backup()');
    const { rows } = await client.query(
      "SELECT current_setting('server_version') AS version, current_setting('server_version_num')::int / 10000 AS major",
    );
    return rows[0];
  });
  requireProgram('pg_dump', server.major);
  const others = await readOtherSchemas(url);
  await requireEverythingReadable(url);
  const file = path.join(draft, 'database.dump');
  const late = AbortSignal.timeout(DUMP_WITHIN_MS);
  await step(`Dumping the database at ${describeUrl(url)}`, () =>
    runProgram(
      'pg_dump',
      [
        '--format=custom',
        '--enable-row-security',
        '--no-owner',
        '--no-publications',
        '--no-subscriptions',
        '--file',
        file,
        ...others.map((schema) => `--exclude-schema="${schema}"`),
      ],
      url,
      AbortSignal.any([signal, late]),
    ).catch((error) => {
      throw late.aborted ? new StartFailure('pg_dump took longer than 24 hours, and was ended.') : error;
    }),
  );
  // A table that was made during the dump would be in it without its rows.
  await requireEverythingReadable(url);
  fs.chmodSync(file, 0o600);
  return {
    kind: 'dump',
    postgres: server.version,
    folders: [],
    files: [{ path: 'database.dump', ...(await digestOf(file)) }],
  };
}

/** The queue's schema, which is made again, and whatever else is in the database and not ours. */
function readOtherSchemas(url) {
  return withClient(url, async (client) => {
    const { rows } = await client.query(
      "SELECT nspname AS name FROM pg_namespace WHERE nspname <> 'public' AND nspname NOT LIKE 'pg\\_%' AND nspname <> 'information_schema'",
    );
    return rows.map(({ name }) => name.replaceAll('"', '""'));
  });
}

/** Row-level security would leave out rows silently, so tables that the role can't read are refused before and after. */
function requireEverythingReadable(url) {
  return withClient(url, async (client) => {
    const { rows } = await client.query(
      `SELECT c.relname AS name FROM pg_class c
       WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p', 'S') AND (
         NOT has_table_privilege(c.oid, 'SELECT') OR c.relrowsecurity AND NOT EXISTS (
           SELECT FROM pg_policy p WHERE p.polrelid = c.oid AND p.polname = 'backup_reads'
             AND EXISTS (SELECT FROM unnest(p.polroles) r WHERE pg_has_role(current_user, r, 'USAGE'))))
       ORDER BY 1`,
    );
    if (rows.length === 0) return;
    throw new StartFailure(
      `The role of DATABASE_BACKUP_URL does not read all of ${rows.map(({ name }) => name).join(', ')}: make it a member of ` +
        'loyalty_backup (docs/backup.md) and try again. A start of the platform opens new tables to that role.',
    );
  });
}

/** Before the database, so that no head in the backup is ahead of it. */
async function copySeals(environment, draft, copy) {
  const source = sealFolderOf(environment);
  const target = path.join(draft, 'seals');
  fs.mkdirSync(target, { mode: 0o700 });
  const copied = [];
  for (const name of fs.existsSync(source) ? fs.readdirSync(source).filter(isOfSeals) : []) {
    const made = await copy(path.join(source, name), path.join(target, name), undefined, `seals/${name}`);
    if (made !== undefined) copied.push({ path: `seals/${name}`, ...made });
  }
  return copied;
}

export function isOfSeals(name) {
  return /^[0-9a-f-]{36}(\.signed\.json|\.keys\.json|\.jsonl)$/.test(name);
}

export function sealFolderOf(environment) {
  return process.env.SEAL_DIR || path.join(environment.DATA_DIR, 'seals');
}

function tell(folder, { files, networks, keys, isDevelopment }) {
  const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
  const acts = networks.reduce((sum, network) => sum + network.transactions, 0);
  say(`${megabytes(bytes)} MB, ${networks.length} networks with at least ${acts} transactions.`);
  console.log(`Backup: ${folder}`);
  console.log(`Not in it, and needed to restore it, are the keys: ${namesOfKeys(keys)}.`);
  console.log(
    isDevelopment
      ? 'Keep a copy of them (those that the start made are in DATA_DIR/secrets.json), and not beside the backup.'
      : 'Keep a copy of them, and not beside the backup.',
  );
}
