import path from 'node:path';
import { parseArgs } from 'node:util';
import { openDataFolder } from '../start/data-folder.mjs';
import { StartFailure, diskIsFull, saysDiskIsFull } from '../start/failure.mjs';
import { say } from '../start/progress.mjs';
import { openSecrets } from '../start/secrets.mjs';
import { withoutEmpty } from './beside.mjs';
import { checkStore, printBases } from './check.mjs';
import { createBackup } from './create.mjs';
import { drillBackup } from './drill.mjs';
import { aboutBackup, readManifest } from './manifest.mjs';
import { restorePoint } from './point.mjs';
import { readerOf, tellReach } from './reach.mjs';
import { makeBase, receiveLog } from './receive.mjs';
import { recorded } from './record.mjs';
import { restoreBackup } from './restore.mjs';
import { baseFor, openStore } from './store.mjs';

/** The actions, and whether each takes a folder. */
const ACTIONS = {
  base: '',
  receive: '',
  list: '',
  check: '',
  reach: '',
  create: 'FOLDER',
  restore: 'FOLDER',
  drill: '[FOLDER]',
};

const USAGE = `Usage: loyalty backup
       loyalty backup receive | list | check | reach
       loyalty backup create FOLDER
       loyalty backup restore FOLDER [--to TIME] [--replace] [--no-verify]
       loyalty backup drill [FOLDER]
       loyalty restore [--to TIME] --into FOLDER

  (nothing)   makes an encrypted base backup in BACKUP_DIR; the platform may run on
  receive     archives the log of the running platform to BACKUP_DIR, with base backups when they are due; npm start does it
  list        the base backups in BACKUP_DIR, and until when each can be brought
  check       reads every file in BACKUP_DIR and names what is not as it was written
  reach       up to which receipt each network of the database reaches, as after a restore by other means
  create      writes a backup of the database and the published seals into FOLDER, which is made; the platform may run on
  restore     brings it into an empty DATA_DIR, or into the empty database of DATABASE_URL, and verifies the ledger
  drill       restores it (the newest in BACKUP_DIR) beside the running system, verifies it, says how long that took, and
              removes it again
  restore --into  brings a moment from BACKUP_DIR into a new data folder beside the running system, and verifies the ledger
  --to        that moment, as 2026-11-27T03:00:00Z; left out: as far as the log reaches
  --replace   there is a database in DATA_DIR: move it aside and restore in its place
  --no-verify leave out the verification at the end

Keys are never in a backup. docs/backup.md says what else to keep.`;

/** The zone is required, since no reader could guess it. */
const MOMENT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})$/;

/**
 * The commands of backups. How the last backup and the last drill ended is noted for those who watch.
 *
 * @param {string[]} args behind "backup"
 * @param {import('./create.mjs').Tools} tools of the command that runs this
 * @returns {Promise<number>} the exit code
 */
export async function runBackup(args, tools) {
  const { action, folder, replace, verify, to } = parse(args);
  if (action === 'help') {
    console.log(USAGE);
    return 0;
  }
  try {
    if (action === 'base') return await makeBase(tools);
    if (action === 'receive') return await receiveLog(tools);
    if (action === 'restore') return await restoreBackup(folder, { replace, verify, to }, tools);
    if (action === 'reach') return await sayReach(tools);
    if (action === 'list' || action === 'check') return await look(action, tools.signal);
    const place = folder ?? baseFor(openOwnStore()).folder;
    const work = action === 'create' ? () => createBackup(place, tools) : () => drillBackup(place, tools.signal);
    return await recorded(action === 'create' ? 'backup' : 'drill', place, work, () =>
      aboutBackup(readManifest(place)),
    );
  } catch (error) {
    throw asFullDisk(error, folder ?? process.env.BACKUP_DIR);
  }
}

/**
 * `restore`, which brings a moment into a new data folder.
 *
 * @param {string[]} args behind "restore"
 * @param {import('./create.mjs').Tools} tools of the command that runs this
 * @returns {Promise<number>} the exit code
 */
export async function runRestore(args, { signal }) {
  const { values, positionals } = parsed(args, {
    to: { type: 'string' },
    into: { type: 'string' },
    help: { type: 'boolean', short: 'h' },
  });
  if (values.help) {
    console.log(USAGE);
    return 0;
  }
  if (values.into === undefined || positionals.length > 0) throw new StartFailure(USAGE);
  const into = path.resolve(values.into);
  try {
    return await restorePoint({ to: momentOf(values.to), into }, signal);
  } catch (error) {
    throw asFullDisk(error, into);
  }
}

function look(action, signal) {
  const { SEAL_KEYS } = { ...openSecrets(openDataFolder()).keys, ...withoutEmpty(process.env) };
  const store = openOwnStore();
  return action === 'list' ? printBases(store) : checkStore(store, SEAL_KEYS, signal);
}

function sayReach(tools) {
  return tools.withDatabase(async (environment, place) => {
    const reader = readerOf(environment, place);
    if (reader === undefined)
      throw new StartFailure(
        'There is no role that reads all networks: give DATABASE_BACKUP_URL of a member of loyalty_backup, as docs/backup.md says.',
      );
    await tellReach(reader);
    return 0;
  });
}

function openOwnStore() {
  return openStore(process.env, openSecrets(openDataFolder()));
}

function asFullDisk(error, folder) {
  if (!saysDiskIsFull(error) || error instanceof StartFailure) return error;
  say(String(error.message));
  return diskIsFull(folder);
}

function parse(args) {
  const { values, positionals } = parsed(args, {
    to: { type: 'string' },
    replace: { type: 'boolean' },
    'no-verify': { type: 'boolean' },
    help: { type: 'boolean', short: 'h' },
  });
  const [action = process.env.BACKUP_DIR ? 'base' : 'help', folder, ...more] = positionals;
  if (values.help || action === 'help') return { action: 'help' };
  const takes = ACTIONS[action];
  const isWrong =
    takes === undefined || (takes === 'FOLDER' ? folder === undefined : folder !== undefined && takes === '');
  if (isWrong || more.length > 0) throw new StartFailure(USAGE);
  if (action !== 'restore' && (values.to || values.replace || values['no-verify'])) throw new StartFailure(USAGE);
  return {
    action,
    folder: folder === undefined ? undefined : path.resolve(folder),
    to: momentOf(values.to),
    replace: values.replace === true,
    verify: values['no-verify'] !== true,
  };
}

function parsed(args, options) {
  try {
    return parseArgs({ args, options, allowPositionals: true });
  } catch (error) {
    throw new StartFailure(`${error.message}\n\n${USAGE}`);
  }
}

function momentOf(text) {
  if (text === undefined) return undefined;
  const moment = new Date(text);
  if (MOMENT.test(text) && !Number.isNaN(moment.getTime())) return moment;
  throw new StartFailure(`--to "${text}" is no moment: write it with its zone, as 2026-11-27T03:00:00Z.`);
}
