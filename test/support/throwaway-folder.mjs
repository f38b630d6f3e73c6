import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

/** Linux keeps files of this folder in memory. */
const IN_MEMORY = '/dev/shm';
/** Bytes that a run of the tests may write in memory. Programs need as many again, so twice this has to be free. */
const ROOM = 4 * 2 ** 30;

/**
 * Makes a folder for databases that are deleted after the tests, in memory where there is room. A test with its own database
 * copies and removes hundreds of files, and a disk takes a second or more for these.
 */
export function makeThrowawayFolder(name) {
  return fs.mkdtempSync(path.join(hasRoomInMemory() ? IN_MEMORY : os.tmpdir(), `loyalty-${name}-`));
}

function hasRoomInMemory() {
  if (process.platform !== 'linux' || os.freemem() < 2 * ROOM) return false;
  try {
    fs.accessSync(IN_MEMORY, fs.constants.W_OK);
    const { bavail, bsize } = fs.statfsSync(IN_MEMORY);
    return bavail * bsize > ROOM;
  } catch {
    return false;
  }
}
