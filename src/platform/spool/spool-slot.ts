import { link, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { makeFolder } from '../files/make-folder';
import { newId } from '../ids/ids';

/** How often a process touches the lock of its folder. */
const TOUCH_EVERY_MS = 5_000;
/** After so long without a touch, the lock of another machine counts as abandoned. */
const ABANDONED_MS = 60_000;
const LOCK = 'lock';

/** The locks of this process, so that two applications in one process use different folders. */
const held = new Set<string>();

/**
 * A folder to which one process at a time writes. The folder of a process that ended is free at once on the same machine, and after a minute on
 * another machine that shares the disk.
 */
export class SpoolSlot {
  private readonly timer: NodeJS.Timeout;

  private constructor(readonly folder: string) {
    held.add(folder);
    const file = path.join(folder, LOCK);
    this.timer = setInterval(() => {
      touch(file).catch(() => undefined);
    }, TOUCH_EVERY_MS);
    this.timer.unref();
  }

  /** Takes a folder and makes it if missing; undefined while another process has it. */
  static async take(folder: string): Promise<SpoolSlot | undefined> {
    if (held.has(folder)) return undefined;
    await makeFolder(folder);
    const file = path.join(folder, LOCK);
    if (await create(file)) return new SpoolSlot(folder);
    const owner = await readFile(file, 'utf8').catch(() => '');
    if (!(await isAbandoned(file, owner))) return undefined;
    if (!(await removeLockOf(file, owner)) || !(await create(file))) return undefined;
    return new SpoolSlot(folder);
  }

  async release(): Promise<void> {
    clearInterval(this.timer);
    held.delete(this.folder);
    await rm(path.join(this.folder, LOCK), { force: true });
  }
}

async function create(file: string): Promise<boolean> {
  try {
    await writeFile(file, `${os.hostname()} ${process.pid}`, { flag: 'wx', mode: 0o600 });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

async function isAbandoned(file: string, owner: string): Promise<boolean> {
  const [host, pid] = owner.split(' ');
  // After a restart of a container another process may have had our process id; this process knows that it does not hold the lock.
  if (host === os.hostname()) return Number(pid) === process.pid || !isAlive(Number(pid));
  const lock = await stat(file).catch(() => undefined);
  if (lock === undefined) return false;
  // Both times are of the clock of the disk.
  const probe = `${file}.${newId()}`;
  await writeFile(probe, '', { mode: 0o600 });
  const now = await stat(probe);
  await rm(probe, { force: true });
  return now.mtimeMs - lock.mtimeMs > ABANDONED_MS;
}

/** Removes the lock, unless another process has put its own in its place meanwhile. */
async function removeLockOf(file: string, owner: string): Promise<boolean> {
  const aside = `${file}.${newId()}`;
  try {
    await rename(file, aside);
  } catch {
    return false;
  }
  const isOurs = (await readFile(aside, 'utf8')) === owner;
  if (!isOurs) await link(aside, file).catch(() => undefined);
  await rm(aside, { force: true });
  return isOurs;
}

async function touch(file: string): Promise<void> {
  const probe = `${file}.${newId()}`;
  await writeFile(probe, '', { mode: 0o600 });
  const { mtime } = await stat(probe);
  await rm(probe, { force: true });
  await utimes(file, mtime, mtime);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
