import fs from 'node:fs';
import { StartFailure } from './failure.mjs';

const NEEDED_BYTES = 200 * 1024 * 1024;

/** A full disk is told before anything is half done. Less than a few log files of the database is full. */
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
