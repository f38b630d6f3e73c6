import path from 'node:path';
import { parseArgs } from 'node:util';
import { StartFailure, diskIsFull, saysDiskIsFull } from '../start/failure.mjs';
import { say } from '../start/progress.mjs';
import { createBackup } from './create.mjs';
import { restoreBackup } from './restore.mjs';

const USAGE = `Usage: loyalty backup create FOLDER
       loyalty backup restore FOLDER [--replace] [--no-verify]

  create      writes a backup of the database and the published seals into FOLDER, which is made; the platform may run on
  restore     brings it into an empty DATA_DIR, or into the empty database of DATABASE_URL, and verifies the ledger
  --replace   there is a database in DATA_DIR: move it aside and restore in its place
  --no-verify leave out the verification at the end

Keys are never in a backup. docs/backup.md says what else to keep.`;

/**
 * `backup create` and `backup restore`.
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
    return await (action === 'create'
      ? createBackup(folder, tools)
      : restoreBackup(folder, { replace, verify }, tools));
  } catch (error) {
    if (!saysDiskIsFull(error) || error instanceof StartFailure) throw error;
    say(String(error.message));
    throw diskIsFull(folder);
  }
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
  if (!['create', 'restore'].includes(action) || folder === undefined || more.length > 0) throw new StartFailure(USAGE);
  if (action === 'create' && (values.replace || values['no-verify'])) throw new StartFailure(USAGE);
  return {
    action,
    folder: path.resolve(folder),
    replace: values.replace === true,
    verify: values['no-verify'] !== true,
  };
}
