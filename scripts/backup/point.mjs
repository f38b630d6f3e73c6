import fs from 'node:fs';
import path from 'node:path';
import { openDataFolder } from '../start/data-folder.mjs';
import { superuserUrlOf } from '../start/database.mjs';
import { StartFailure } from '../start/failure.mjs';
import { makeFolder, writeWhole } from '../start/files.mjs';
import { findRunning } from '../start/lock.mjs';
import { say } from '../start/progress.mjs';
import { openSecrets } from '../start/secrets.mjs';
import { environmentBeside, removePlace, restoreBeside } from './beside.mjs';
import { isOfSeals, sealFolderOf } from './create.mjs';
import { tellGone } from './reach.mjs';
import { baseFor, openStore } from './store.mjs';

/**
 * Restores the moment `to` into a new data folder, beside the running system: the newest base backup before it and the log since. The
 * ledger is verified there, and compared with the running one. Where that is on this machine.
 *
 * @param {{ to?: Date, into: string }} options `to` left out: as far as the log reaches
 * @param {AbortSignal} signal of the command being told to end
 * @returns {Promise<number>} 1 when the restore failed or the verification found something
 */
export async function restorePoint({ to, into }, signal) {
  const dataDirectory = openDataFolder();
  const secrets = openSecrets(dataDirectory);
  const base = baseFor(openStore(process.env, secrets), to);
  if (fs.existsSync(into) && fs.readdirSync(into).length > 0)
    throw new StartFailure(`${into} is there and not empty: a restore goes into a new folder.`);
  makeFolder(into, process.getuid?.() === 0 ? 0o711 : 0o700);
  const environment = environmentBeside(into, secrets);
  // In production the operator gives the keys; elsewhere only this copy brings them into the new folder.
  if (process.env.NODE_ENV !== 'production')
    writeWhole(path.join(into, 'secrets.json'), JSON.stringify({ keys: secrets.keys }), 0o600);
  copyHeads(sealFolderOf({ DATA_DIR: dataDirectory }), path.join(into, 'seals'));
  say(`From the base backup of ${base.consistentAt}`);
  const args = [base.folder, ...(to === undefined ? [] : ['--to', to.toISOString()])];
  const code = await restoreBeside(args, environment, signal);
  const running = findRunning(dataDirectory);
  const isRestored = fs.existsSync(path.join(into, 'restored.json'));
  if (!isRestored) removePlace(into);
  else if (running?.postgresPort) await tellGone(superuserUrlOf(running.postgresPort, dataDirectory), into);
  else say('The running system is not reachable from here, so nobody can say which guests were told of what is gone.');
  if (code === 0) say(`Restored into ${into}: start it with DATA_DIR=${into}, after the other one has been stopped.`);
  return code === 0 ? 0 : 1;
}

/** The newest published heads, by which the chains know the seals that the restore loses. */
function copyHeads(from, to) {
  makeFolder(to, 0o700);
  for (const name of fs.existsSync(from) ? fs.readdirSync(from).filter(isOfSeals) : [])
    fs.copyFileSync(path.join(from, name), path.join(to, name));
}
