import path from 'node:path';
import { parseArgs } from 'node:util';
import { StartFailure, diskIsFull, saysDiskIsFull } from '../start/failure.mjs';
import { say } from '../start/progress.mjs';
import { createBackup } from './create.mjs';
import { drillBackup } from './drill.mjs';
import { readManifest } from './manifest.mjs';
import { recorded } from './record.mjs';
import { restoreBackup } from './restore.mjs';

const USAGE = `Usage: loyalty backup create FOLDER
       loyalty backup restore FOLDER [--replace] [--no-verify]
       loyalty backup drill FOLDER

  create      writes a backup of the database and the published seals into FOLDER, which is made; the platform may run on
  restore     brings it into an empty DATA_DIR, or into the empty database of DATABASE_URL, and verifies the ledger
  drill       restores it beside the running system, verifies it, says how long that took, and removes it again
  --replace   there is a database in DATA_DIR: move it aside and restore in its place
  --no-verify leave out the verification at the end

Keys are never in a backup. docs/backup.md says what else to keep.`;

/**
 * `backup create`, `backup restore` and `backup drill`. How the first and the last ended is noted for those who watch.
 *
 * @param {string[]} args behind "backup"
 * @param {import('./create.mjs').Tools} tools of the command that runs this
 * @returns {Promise<number>} the exit code
 */
export async function runBackup(args, tools) {
  const { action, folder, replace, verify } = parse(args);
  if (action === 'help') {
    console.log(USAGE);
    return 0;
  }
  try {
    if (action === 'restore') return await restoreBackup(folder, { replace, verify }, tools);
    const work = action === 'create' ? () => createBackup(folder, tools) : () => drillBackup(folder, tools.signal);
    return await recorded(action === 'create' ? 'backup' : 'drill', folder, work, () => sizeOf(readManifest(folder)));
  } catch (error) {
    if (!saysDiskIsFull(error) || error instanceof StartFailure) throw error;
    say(String(error.message));
    throw diskIsFull(folder);
  }
}

function sizeOf({ kind, createdAt, files }) {
  return { kind, createdAt, bytes: files.reduce((sum, file) => sum + file.bytes, 0) };
}

function parse(args) {
  const options = {
    replace: { type: 'boolean' },
    'no-verify': { type: 'boolean' },
    help: { type: 'boolean', short: 'h' },
  };
  let parsed;
  try {
    parsed = parseArgs({ args, options, allowPositionals: true });
  } catch (error) {
    throw new StartFailure(`${error.message}\n\n${USAGE}`);
  }
  const { values, positionals } = parsed;
  const [action, folder, ...more] = positionals;
  if (values.help || action === undefined) return { action: 'help' };
  if (!['create', 'restore', 'drill'].includes(action) || folder === undefined || more.length > 0)
    throw new StartFailure(USAGE);
  if (action !== 'restore' && (values.replace || values['no-verify'])) throw new StartFailure(USAGE);
  return {
    action,
    folder: path.resolve(folder),
    replace: values.replace === true,
    verify: values['no-verify'] !== true,
  };
}
