import { execFileSync, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { StartFailure } from '../start/failure.mjs';
import { readIfThere, writeWhole } from '../start/files.mjs';
import { POSTGRES_MAJOR, REACHABLE_FOLDER } from './binaries.mjs';

/**
 * The user that PostgreSQL runs as: ourselves, but never root, which PostgreSQL refuses to be.
 *
 * @returns {{ uid?: number, gid?: number }} empty when it is ourselves
 */
export function chooseUser(cluster) {
  if (process.getuid?.() !== 0) return {};
  const owner = fs.statSync(cluster, { throwIfNoEntry: false });
  if (owner !== undefined && owner.uid !== 0) return { uid: owner.uid, gid: owner.gid };
  for (const name of ['postgres', 'nobody']) {
    try {
      const idOf = (flag) =>
        Number(execFileSync('id', [flag, name], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }));
      return { uid: idOf('-u'), gid: idOf('-g') };
    } catch {
      // No such user here: the next one may be.
    }
  }
  throw new StartFailure(
    'PostgreSQL does not run as root, and there is neither a user "postgres" nor "nobody" to run it as: ' +
      'start as an ordinary user, or give a DATABASE_URL.',
  );
}

/**
 * The folder of the cluster: `postgres` in the data folder. When root runs us in a place that PostgreSQL's user can't
 * enter, it is a folder under /var/lib whose name the data folder remembers.
 */
export function placeOfCluster(dataDirectory) {
  const inside = path.join(dataDirectory, 'postgres');
  if (process.getuid?.() !== 0) return inside;
  const note = path.join(dataDirectory, 'postgres-place');
  const remembered = readIfThere(note)?.trim();
  if (remembered) return remembered;
  if (fs.existsSync(inside)) return inside;
  // Others may enter the folder and not list it; secret files in it have a mode of their own.
  fs.chmodSync(dataDirectory, fs.statSync(dataDirectory).mode | 0o011);
  const user = chooseUser(inside);
  if (spawnSync('/bin/sh', ['-c', 'cd "$1"', 'sh', dataDirectory], { ...user, cwd: '/', stdio: 'ignore' }).status === 0)
    return inside;
  fs.mkdirSync(REACHABLE_FOLDER, { recursive: true, mode: 0o755 });
  const home = fs.mkdtempSync(path.join(REACHABLE_FOLDER, 'data-'));
  fs.chmodSync(home, 0o711);
  const outside = path.join(home, 'postgres');
  writeWhole(note, `${outside}\n`);
  return outside;
}

/** Whether a data folder has a database. Changes nothing. */
export function isInstallation(dataDirectory) {
  const remembered = readIfThere(path.join(dataDirectory, 'postgres-place'))?.trim();
  return fs.existsSync(path.join(remembered || path.join(dataDirectory, 'postgres'), 'PG_VERSION'));
}

/** Makes a new cluster beside its place and moves it there when it is whole, so that a kill leaves no half of one. */
export function makeCluster({ cluster, user, programs, password }) {
  const parent = path.dirname(cluster);
  const prefix = `${path.basename(cluster)}.new-`;
  for (const name of fs.readdirSync(parent)) if (name.startsWith(prefix)) removeDraft(path.join(parent, name));
  const draft = fs.mkdtempSync(path.join(parent, prefix));
  const passwordFile = path.join(parent, `${prefix}password`);
  fs.writeFileSync(passwordFile, `${password}\n`, { mode: 0o600 });
  if (user.uid !== undefined) for (const made of [draft, passwordFile]) fs.chownSync(made, user.uid, user.gid);
  const made = spawnSync(
    programs('initdb'),
    [
      '-D',
      draft,
      '-U',
      'postgres',
      '-A',
      'scram-sha-256',
      '--pwfile',
      passwordFile,
      '-E',
      'UTF8',
      '--no-instructions',
      // The same order and case of letters on every machine, Cyrillic among them, without a locale of the system.
      '--locale-provider=builtin',
      '--builtin-locale=C.UTF-8',
      '--locale=C',
    ],
    { ...user, cwd: '/', encoding: 'utf8' },
  );
  fs.rmSync(passwordFile, { force: true });
  if (made.status !== 0) {
    fs.rmSync(draft, { recursive: true, force: true });
    throw new Error(`initdb failed: ${made.error?.message ?? made.stderr}`);
  }
  // Something unfinished stands in the place; it is moved aside, not deleted.
  if (fs.existsSync(cluster)) fs.renameSync(cluster, `${cluster}.incomplete-${Date.now()}`);
  fs.renameSync(draft, cluster);
}

/** An initdb that outlived its start may still write into its draft; the next start removes what is left. */
function removeDraft(draft) {
  try {
    fs.rmSync(draft, { recursive: true, force: true });
  } catch (error) {
    if (error.code !== 'ENOTEMPTY') throw error;
  }
}

/** Whether there is a whole cluster that this version of PostgreSQL can open. */
export function hasCluster(cluster) {
  const version = readIfThere(path.join(cluster, 'PG_VERSION'))?.trim();
  if (version === undefined || !fs.existsSync(path.join(cluster, 'global', 'pg_control'))) return false;
  if (Number(version) === POSTGRES_MAJOR) return true;
  throw new StartFailure(
    `The data folder ${cluster} was made by PostgreSQL ${version}, and this version runs PostgreSQL ${POSTGRES_MAJOR}: ` +
      'take the data over with pg_dump and pg_restore, or move the folder away to begin with an empty one.',
  );
}
