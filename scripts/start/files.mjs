import crypto from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of the project, wherever a script is started from. */
export const projectRoot = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..', '..');

/** The folder of the embedded database, secrets, and marks of finished steps. */
export function dataDirectory(environment = process.env) {
  return path.resolve(projectRoot, environment.DATA_DIR || '.data');
}

/** Writes a file so that after a crash it is there whole or not at all. */
export function writeWhole(file, content, mode = 0o644) {
  const draft = `${file}.${process.pid}.${crypto.randomBytes(4).toString('hex')}`;
  const handle = fs.openSync(draft, 'wx', mode);
  try {
    fs.writeFileSync(handle, content);
    fs.fsyncSync(handle);
  } finally {
    fs.closeSync(handle);
  }
  fs.renameSync(draft, file);
}

/** Makes a folder and its missing parents. Node's own `recursive` hangs in places without folders, such as /proc. */
export function makeFolder(folder, mode) {
  if (fs.statSync(folder, { throwIfNoEntry: false })?.isDirectory()) return;
  const above = path.dirname(folder);
  if (above !== folder) makeFolder(above, mode);
  try {
    fs.mkdirSync(folder, mode);
  } catch (error) {
    // Another process has made it in the meantime.
    if (!fs.statSync(folder, { throwIfNoEntry: false })?.isDirectory()) throw error;
  }
}

/** The text of a file, or undefined when there is none. */
export function readIfThere(file) {
  try {
    return fs.readFileSync(file, 'utf8');
  } catch (error) {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return undefined;
    throw error;
  }
}

/** A digest of the content of files and folders, so that a step is done again exactly when what it reads has changed. */
export function contentHash(paths, isLeftOut = () => false) {
  const hash = crypto.createHash('sha256');
  const add = (relative) => {
    const absolute = path.join(projectRoot, relative);
    const stat = fs.statSync(absolute, { throwIfNoEntry: false });
    if (stat === undefined || isLeftOut(relative)) return;
    if (stat.isDirectory()) {
      for (const name of fs.readdirSync(absolute).sort()) add(path.posix.join(relative, name));
      return;
    }
    hash.update(relative).update('\0').update(fs.readFileSync(absolute)).update('\0');
  };
  for (const relative of paths) add(relative);
  return hash.digest('hex');
}
