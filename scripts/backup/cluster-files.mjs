import fs from 'node:fs';
import path from 'node:path';
import { StartFailure } from '../start/failure.mjs';
import { eachAtOnce, Meter, sizeOf, walk } from './copy.mjs';

/** Their content is of the server that runs; the folders themselves are needed (PostgreSQL's manual, 25.3.3.3). */
const EMPTIED = [
  'pg_wal',
  'pg_replslot',
  'pg_dynshmem',
  'pg_notify',
  'pg_serial',
  'pg_snapshots',
  'pg_stat_tmp',
  'pg_subtrans',
];
const LEFT_OUT =
  /^(postmaster\.(pid|opts)|current_logfiles|backup_label(\.old)?|tablespace_map(\.old)?|backup_manifest)$/;
const TEMPORARY = /(^|\/)(pgsql_tmp[^/]*|pg_internal\.init[^/]*)$/;
/** Names the newest checkpoint, so it is copied last. */
const LAST = 'global/pg_control';
/** Says from where the log has to be replayed. */
const LABEL = 'backup_label';
const WAL_FOLDERS = ['pg_wal/archive_status', 'pg_wal/summaries'];

/**
 * Copies the files of a cluster whose server runs and writes, with the write-ahead log that makes them one moment:
 * `pg_backup_start`, the files, `pg_backup_stop`, the log between the two. A slot keeps the server from reusing that log.
 *
 * @param {import('pg').Client} client of the superuser
 * @param {{ cluster: string, target: string, signal: AbortSignal, copy: typeof import('./copy.mjs').copyFile }} options `copy` is also given the path of the
 *   file in the cluster
 * @returns {Promise<{ folders: string[], files: { path: string, bytes: number, sha256: string }[], first: string, last: string, stoppedAt: Date }>}
 *   with the first and the last segment of the log that it needs, and the moment that it brings back
 */
export async function copyRunningCluster(client, { cluster, target, signal, copy: copyFile }) {
  const { rows: tablespaces } = await client.query(
    "SELECT 1 FROM pg_tablespace WHERE spcname NOT IN ('pg_default', 'pg_global')",
  );
  if (tablespaces.length > 0) throw new StartFailure('The database has tablespaces of its own: use pg_basebackup.');
  await client.query("SELECT pg_create_physical_replication_slot('loyalty_backup_' || pg_backend_pid(), true, true)");
  const { rows: started } = await client.query(
    "SELECT pg_walfile_name(pg_backup_start('loyalty backup', true)) AS first",
  );
  const { folders, files } = walk(cluster, isLeftOut);
  const meter = new Meter(
    'Copying the database',
    files.reduce((sum, file) => sum + sizeOf(path.join(cluster, file)), 0),
    signal,
  );
  for (const folder of [...folders, ...WAL_FOLDERS])
    fs.mkdirSync(path.join(target, folder), { recursive: true, mode: 0o700 });
  const copied = [];
  const copyOne = async (file) => {
    const made = await copyFile(path.join(cluster, file), path.join(target, file), meter, file);
    if (made !== undefined) copied.push({ path: file, ...made });
  };
  await eachAtOnce(
    files.filter((file) => file !== LAST),
    copyOne,
  );
  await copyOne(LAST);
  const { rows: stopped } = await client.query(
    'SELECT pg_walfile_name(lsn) AS last, labelfile AS label, clock_timestamp() AS stopped FROM pg_backup_stop(false)',
  );
  const [{ first }] = started;
  const [{ last, label, stopped: stoppedAt }] = stopped;
  const wal = fs.readdirSync(path.join(cluster, 'pg_wal')).filter((name) => isOfBackup(name, first, last));
  for (const name of wal.sort()) await copyOne(`pg_wal/${name}`);
  if (!wal.includes(first) || !wal.includes(last))
    throw new StartFailure('The server gave away a part of its log while it was copied: try again.');
  const draft = path.join(target, `${LABEL}.draft`);
  fs.writeFileSync(draft, label, { mode: 0o600 });
  copied.push({ path: LABEL, ...(await copyFile(draft, path.join(target, LABEL), undefined, LABEL)) });
  fs.rmSync(draft);
  return { folders: [...folders, ...WAL_FOLDERS], files: copied, first, last, stoppedAt };
}

function isLeftOut(relative) {
  return LEFT_OUT.test(relative) || TEMPORARY.test(relative) || EMPTIED.includes(path.posix.dirname(relative));
}

/** Segments are named by their place, so that names sort as the log does. */
function isOfBackup(name, first, last) {
  return name.endsWith('.history') || (/^[0-9A-F]{24}$/.test(name) && name >= first && name <= last);
}
