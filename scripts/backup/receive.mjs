import os from 'node:os';
import { setTimeout as wait } from 'node:timers/promises';
import { placeOfCluster } from '../postgres/place.mjs';
import { openDataFolder } from '../start/data-folder.mjs';
import { connectionsOfRunning, superuserUrlOf, withClient } from '../start/database.mjs';
import { StartFailure } from '../start/failure.mjs';
import { findRunning } from '../start/lock.mjs';
import { say } from '../start/progress.mjs';
import { chooseKeys, openSecrets } from '../start/secrets.mjs';
import { createBackup } from './create.mjs';
import { archiveLog } from './log.mjs';
import { aboutBackup, readManifest } from './manifest.mjs';
import { noteLog, recorded } from './record.mjs';
import { isDue, listBases, nameBase, openStore, prune } from './store.mjs';

/** The pause after a base backup that failed. */
const AGAIN_AFTER_MS = 600_000;
/** Low, so that archiving the log takes no processor time from sales. */
const PRIORITY = 10;

/**
 * Makes a base backup in BACKUP_DIR.
 *
 * @param {import('./create.mjs').Tools} tools
 * @returns {Promise<number>} the exit code
 */
export function makeBase(tools) {
  return takeBase(openStore(process.env, openSecrets(openDataFolder())), tools);
}

function takeBase(store, tools) {
  const folder = nameBase(store);
  return recorded(
    'backup',
    folder,
    () => createBackup(folder, tools, store),
    () => aboutBackup(readManifest(folder)),
  );
}

/**
 * Archives the log of the running platform until the command is told to end, makes a base backup when one is due, and removes backups that the rule
 * of retention no longer keeps. A failure is noted, and the work is tried again.
 *
 * @param {import('./create.mjs').Tools} tools
 * @returns {Promise<number>} the exit code
 */
export async function receiveLog(tools) {
  const dataDirectory = openDataFolder();
  const store = openStore(process.env, openSecrets(dataDirectory));
  const running = requireRunning(dataDirectory);
  const place = placeOf(running, dataDirectory);
  const withDatabase = (work) => work(environmentOf(running, dataDirectory), place);
  const archive = () =>
    withClient(place.superuserUrl, (client) => archiveLog(client, { cluster: place.cluster, store }));
  const isStopped = () => tools.signal.aborted || findRunning(dataDirectory)?.pid !== running.pid;
  os.setPriority(PRIORITY);
  say(`Archiving the log to ${store.folder} every ${store.logSeconds} s, with a base backup every day`);
  let triedAt = 0;
  let base;
  const step = async () => {
    const { chain, upTo } = await archive();
    noteLog({ outcome: 'DONE', upTo, error: null });
    const isTime = Date.now() >= triedAt + AGAIN_AFTER_MS && isDue(listBases(store), chain);
    if (base !== undefined || !isTime || isStopped()) return;
    triedAt = Date.now();
    base = takeBase(store, { ...tools, withDatabase })
      .then(() => prune(store, chain))
      .catch((error) => tools.signal.aborted || tell('The base backup failed', error))
      .finally(() => (base = undefined));
  };
  while (!isStopped()) {
    await step().catch((error) => {
      noteLog({ outcome: 'FAILED', error: error.message });
      tell('The log could not be archived', error);
    });
    await wait(store.logSeconds * 1_000, undefined, { signal: tools.signal }).catch(() => undefined);
  }
  await base;
  // The sales since the last step. If the database has ended before us, the next start archives them.
  await archive().catch(() => undefined);
  return 0;
}

function requireRunning(dataDirectory) {
  if (process.env.DATABASE_URL)
    throw new StartFailure(
      'The log of a server of your own is archived by pgBackRest or WAL-G (docs/backup.md); this is for the embedded database.',
    );
  const running = findRunning(dataDirectory);
  if (running?.postgresPort) return running;
  throw new StartFailure('The platform does not run here, and its log is archived while it runs.');
}

function placeOf({ postgresPort }, dataDirectory) {
  return { cluster: placeOfCluster(dataDirectory), superuserUrl: superuserUrlOf(postgresPort, dataDirectory) };
}

function environmentOf({ postgresPort }, dataDirectory) {
  return {
    ...chooseKeys(process.env, openSecrets(dataDirectory)),
    ...connectionsOfRunning(postgresPort, dataDirectory),
    DATA_DIR: dataDirectory,
  };
}

function tell(title, error) {
  say(`${title}: ${error instanceof StartFailure ? error.message : error.stack}`);
}
