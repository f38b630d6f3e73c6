import fs from 'node:fs';
import path from 'node:path';
import { openDataFolder } from '../start/data-folder.mjs';
import { StartFailure } from '../start/failure.mjs';
import { say } from '../start/progress.mjs';
import { openSecrets } from '../start/secrets.mjs';
import { environmentBeside, removePlace, restoreBeside } from './beside.mjs';
import { megabytes } from './copy.mjs';
import { readManifest } from './manifest.mjs';

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
    const environment = environmentBeside(place, openSecrets(dataDirectory));
    const startedAt = Date.now();
    const code = await restoreBeside([folder], environment, signal);
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
