import crypto from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { StartFailure } from './failure.mjs';
import { readIfThere } from './files.mjs';
import { beginningOf, isAlive, until } from './processes.mjs';
import { say } from './progress.mjs';

/** Longer than the longest DRAIN_SECONDS, and than server and database take to end. */
const STOPS_WITHIN_MS = 6 * 60_000;

/**
 * Takes the lock for this process. One left by a process that is gone is taken over, also when its number belongs to
 * another process by now.
 *
 * @returns {{ lock: { note(fields: object): void, release(): void }, previous?: Holder } | { holder: Holder }} either the
 *   lock, with what a killed process had noted in it, or who holds it
 * @typedef {{ pid: number, beginning?: string } & Record<string, unknown>} Holder
 */
export function takeLock(file) {
  const mine = { pid: process.pid, beginning: beginningOf(process.pid) };
  let previous;
  for (let attempt = 0; attempt < 20; attempt += 1) {
    if (createWhole(file, mine)) {
      const release = () => {
        if (readHolder(file)?.pid === process.pid) fs.rmSync(file, { force: true });
      };
      // A note that can't be written is left out, so that a full disk does not stop a server from stopping.
      const note = (fields) => {
        try {
          replaceWhole(file, Object.assign(mine, fields));
        } catch (error) {
          console.error(`A note of this start could not be written: ${error.message}`);
        }
      };
      return { lock: { note, release }, previous };
    }
    const text = readIfThere(file);
    const holder = parseHolder(text);
    if (holder !== undefined && isSameProcess(holder)) return { holder };
    previous = holder;
    takeAway(file, text);
  }
  throw new StartFailure(`The lock ${file} could not be taken: remove it if nothing runs here.`);
}

/** Makes this process the only one that runs on a data folder. It waits for one that is stopping. */
export async function lockDataDirectory(directory, stopped) {
  const file = lockFileOf(directory);
  let taken = takeLock(file);
  if (taken.holder?.stopping) {
    say(`Waiting for process ${taken.holder.pid}, which is stopping`);
    await until(() => {
      taken = takeLock(file);
      return !taken.holder?.stopping || stopped?.aborted;
    }, STOPS_WITHIN_MS);
  }
  const { lock, previous, holder } = taken;
  if (lock !== undefined) return { ...lock, previous };
  const where = holder.url ? `, ${holder.url}` : '';
  throw new StartFailure(
    `The loyalty platform is already running on ${directory} (process ${holder.pid}${where}): ` +
      'stop it first, or give this one a DATA_DIR and PORT of its own.',
  );
}

/** The process that runs on a data folder, with its note; undefined when there is none, or when it is stopping. */
export function findRunning(directory) {
  const holder = readHolder(lockFileOf(directory));
  return holder !== undefined && !holder.stopping && isSameProcess(holder) ? holder : undefined;
}

function lockFileOf(directory) {
  return path.join(directory, 'start.lock');
}

/** Whether the process that was noted still runs, and is not a later one of the same number. */
export function isSameProcess(holder) {
  if (!isAlive(holder.pid)) return false;
  const beginning = beginningOf(holder.pid);
  return beginning === undefined || holder.beginning === undefined || beginning === holder.beginning;
}

function readHolder(file) {
  return parseHolder(readIfThere(file));
}

function parseHolder(text) {
  if (text === undefined) return undefined;
  try {
    const holder = JSON.parse(text);
    return Number.isSafeInteger(holder.pid) ? holder : undefined;
  } catch {
    // A crash cut the file, on a file system that does not order writes; nobody holds it.
    return undefined;
  }
}

/** Creates the file with its content in one step, so that nobody reads half of it; false when it is there. */
function createWhole(file, content) {
  const draft = `${file}.${process.pid}.${crypto.randomBytes(4).toString('hex')}`;
  fs.writeFileSync(draft, JSON.stringify(content), { mode: 0o600 });
  try {
    fs.linkSync(draft, file);
    return true;
  } catch (error) {
    if (error.code === 'EEXIST') return false;
    if (!['EPERM', 'ENOTSUP', 'ENOSYS', 'EMLINK'].includes(error.code)) throw error;
    // A file system without hard links.
    try {
      fs.writeFileSync(file, JSON.stringify(content), { flag: 'wx', mode: 0o600 });
      return true;
    } catch (second) {
      if (second.code === 'EEXIST') return false;
      throw second;
    }
  } finally {
    fs.rmSync(draft, { force: true });
  }
}

function replaceWhole(file, content) {
  const draft = `${file}.${process.pid}.note`;
  try {
    fs.writeFileSync(draft, JSON.stringify(content), { mode: 0o600 });
    fs.renameSync(draft, file);
  } catch (error) {
    fs.rmSync(draft, { force: true });
    throw error;
  }
}

/** Removes the stale lock that was read; a lock that somebody took in between is put back. */
function takeAway(file, expected) {
  const aside = `${file}.${process.pid}.stale`;
  try {
    fs.renameSync(file, aside);
  } catch (error) {
    if (error.code === 'ENOENT') return;
    throw error;
  }
  const taken = readIfThere(aside);
  if (taken !== expected) {
    try {
      fs.linkSync(aside, file);
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
    }
  }
  fs.rmSync(aside, { force: true });
}
