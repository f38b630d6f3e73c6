import fs from 'node:fs';
import path from 'node:path';
import { StartFailure } from '../start/failure.mjs';
import { copyFile, eachAtOnce, Meter, sizeOf, walk } from './copy.mjs';

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
/** It names the newest checkpoint. */
const LAST = 'global/pg_control';
const WAL_FOLDERS = ['pg_wal/archive_status', 'pg_wal/summaries'];

/**
 * Copies the files of a cluster whose server runs and writes, with the write-ahead log that makes them one moment:
 * `pg_backup_start`, the files, `pg_backup_stop`, the log between the two. A slot keeps the server from reusing that log.
 *
 * @param {import('pg').Client} client of the superuser
 * @returns {Promise<{ folders: string[], files: { path: string, bytes: number, sha256: string }[] }>}
 */
export async function copyRunningCluster(client, cluster, target, signal) {
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
  const copy = async (file) => {
    const made = await copyFile(path.join(cluster, file), path.join(target, file), meter);
    if (made !== undefined) copied.push({ path: file, ...made });
  };
  await eachAtOnce(
    files.filter((file) => file !== LAST),
    copy,
  );
  await copy(LAST);
  const { rows: stopped } = await client.query(
    'SELECT pg_walfile_name(lsn) AS last, labelfile AS label FROM pg_backup_stop(false)',
  );
  const [{ first }] = started;
  const [{ last, label }] = stopped;
  const wal = fs.readdirSync(path.join(cluster, 'pg_wal')).filter((name) => isOfBackup(name, first, last));
  for (const name of wal.sort()) await copy(`pg_wal/${name}`);
  if (!wal.includes(first) || !wal.includes(last))
    throw new StartFailure('The server gave away a part of its log while it was copied: try again.');
  fs.writeFileSync(path.join(target, 'backup_label'), label, { mode: 0o600 });
  return { folders: [...folders, ...WAL_FOLDERS], files: copied };
}

function isLeftOut(relative) {
  return LEFT_OUT.test(relative) || TEMPORARY.test(relative) || EMPTIED.includes(path.posix.dirname(relative));
}

/** Segments are named by their place, so that names sort as the log does. */
function isOfBackup(name, first, last) {
  return name.endsWith('.history') || (/^[0-9A-F]{24}$/.test(name) && name >= first && name <= last);
}
