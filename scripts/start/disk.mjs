import fs from 'node:fs';
import { StartFailure } from './failure.mjs';

const NEEDED_BYTES = 200 * 1024 * 1024;

/** Refuses to start on a full disk, which has less room than a few segments of the log, before anything is half done. */
export function requireSpace(folder) {
  if (typeof fs.statfsSync !== 'function') return;
  const { bavail, bsize } = fs.statfsSync(folder);
  const free = bavail * bsize;
  if (free >= NEEDED_BYTES) return;
  throw new StartFailure(
    `There is no space left on the disk of ${folder} (${Math.floor(free / 1024 / 1024)} MB are free, ` +
      `${NEEDED_BYTES / 1024 / 1024} MB are needed to start): free some and start again.`,
  );
}
