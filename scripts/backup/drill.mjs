import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { openDataFolder } from '../start/data-folder.mjs';
import { StartFailure } from '../start/failure.mjs';
import { projectRoot, readIfThere } from '../start/files.mjs';
import { exitCodeOf } from '../start/processes.mjs';
import { say } from '../start/progress.mjs';
import { chooseKeys, openSecrets } from '../start/secrets.mjs';
import { megabytes } from './copy.mjs';
import { readManifest } from './manifest.mjs';

/** Settings that lead to the running system. */
const OF_THE_RUNNING = [
  'DATABASE_URL',
  'DATABASE_OWNER_URL',
  'DATABASE_PLATFORM_URL',
  'DATABASE_BACKUP_URL',
  'SEAL_DIR',
  'REDIS_URL',
];

/**
 * Restores a backup beside the running system, into a place of its own that is removed at the end, verifies the ledger there
 * and says how long it took.
 *
 * @param {AbortSignal} signal of the command being told to end
 * @returns {Promise<number>} 1 when the restore failed or the verification found something
 */
export async function drillBackup(folder, signal) {
  const manifest = readManifest(folder);
  if (manifest.kind === 'dump')
    throw new StartFailure(
      'A drill is for backups of the embedded database. Restore a dump with "backup restore" into an empty database, with a DATA_DIR of its own.',
    );
  const dataDirectory = openDataFolder();
  const place = fs.mkdtempSync(path.join(dataDirectory, 'drill-'));
  const clear = () => removePlace(place);
  process.once('exit', clear);
  try {
    const keys = chooseKeys(process.env, openSecrets(dataDirectory));
    const environment = { ...process.env, ...keys, DATA_DIR: place };
    for (const name of OF_THE_RUNNING) delete environment[name];
    const startedAt = Date.now();
    const code = await restoreBeside(folder, environment, signal);
    const seconds = Math.round((Date.now() - startedAt) / 1_000);
    if (code !== 0) {
      say(
        `The drill failed after ${seconds} s: the backup of ${manifest.createdAt} could not be restored and verified.`,
      );
      return 1;
    }
    const bytes = manifest.files.reduce((sum, file) => sum + file.bytes, 0);
    say(
      `The drill took ${seconds} s: the backup of ${manifest.createdAt}, ${megabytes(bytes)} MB, was restored and is right.`,
    );
    return 0;
  } finally {
    process.off('exit', clear);
    clear();
  }
}

/** The command that an operator would run, in a process of its own. @returns {Promise<number>} its exit code */
function restoreBeside(folder, env, signal) {
  const program = path.join(projectRoot, 'scripts', 'cli.mjs');
  const child = spawn(process.execPath, [program, '--prebuilt', 'backup', 'restore', folder], {
    stdio: 'inherit',
    env,
  });
  // The child stops its PostgreSQL before it ends.
  const stop = () => child.kill('SIGTERM');
  signal.addEventListener('abort', stop);
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code, by) => {
      signal.removeEventListener('abort', stop);
      resolve(by === null ? code : exitCodeOf(by));
    });
  });
}

/** The folder, and the cluster where root had to put it elsewhere. */
function removePlace(place) {
  const cluster = readIfThere(path.join(place, 'postgres-place'))?.trim();
  if (cluster) fs.rmSync(path.dirname(cluster), { recursive: true, force: true });
  fs.rmSync(place, { recursive: true, force: true });
}
