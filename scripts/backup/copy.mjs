import crypto from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { say } from '../start/progress.mjs';

const SAY_EVERY_MS = 5_000;
const CHUNK_BYTES = 1024 * 1024;
/**
 * Small files cost hand-overs between threads and a write to disk, each of which waits on a busy machine: 2,000 files took 16 s one by one and 6 s
 * eight at once.
 */
const FILES_AT_ONCE = 8;
const MEGABYTE = 1024 * 1024;

/** Prints the progress of a copy, and ends it when the command is told to end. */
export class Meter {
  /** @param {AbortSignal} signal */
  constructor(title, total, signal) {
    this.signal = signal;
    this.title = title;
    this.total = total;
    this.done = 0;
    this.saidAt = performance.now();
    say(`${title}: ${megabytes(total)} MB`);
  }

  add(bytes) {
    this.signal.throwIfAborted();
    this.done += bytes;
    if (performance.now() - this.saidAt < SAY_EVERY_MS) return;
    this.saidAt = performance.now();
    say(`${this.title}: ${megabytes(this.done)} of ${megabytes(this.total)} MB`);
  }
}

export function megabytes(bytes) {
  return (bytes / MEGABYTE).toFixed(0);
}

/**
 * Copies a file that may grow, shrink or go away meanwhile, onto the disk.
 *
 * @returns {Promise<{ bytes: number, sha256: string } | undefined>} undefined when it is gone
 */
export async function copyFile(from, to, meter) {
  let source;
  try {
    source = await fs.promises.open(from, 'r');
  } catch (error) {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  }
  try {
    const target = await fs.promises.open(to, 'wx', 0o600);
    try {
      const hash = crypto.createHash('sha256');
      const buffer = Buffer.allocUnsafe(CHUNK_BYTES);
      let bytes = 0;
      for (;;) {
        const { bytesRead } = await source.read(buffer, 0, buffer.length, bytes);
        if (bytesRead === 0) break;
        const chunk = buffer.subarray(0, bytesRead);
        hash.update(chunk);
        await writeAll(target, chunk);
        bytes += bytesRead;
        meter?.add(bytesRead);
      }
      await target.sync();
      return { bytes, sha256: hash.digest('hex') };
    } finally {
      await target.close();
    }
  } finally {
    await source.close();
  }
}

/** Does the work for each file, several at once; rejects with the first failure, after the files under way. */
export async function eachAtOnce(files, work) {
  let next = 0;
  const lane = async () => {
    while (next < files.length) await work(files[next++]);
  };
  const lanes = await Promise.allSettled(Array.from({ length: FILES_AT_ONCE }, () => lane().catch(giveUp)));
  const failed = lanes.find(({ status }) => status === 'rejected');
  if (failed !== undefined) throw failed.reason;

  function giveUp(error) {
    next = files.length;
    throw error;
  }
}

async function writeAll(handle, chunk) {
  for (let at = 0; at < chunk.length;) at += (await handle.write(chunk, at)).bytesWritten;
}

/** The SHA-256 of a file and its length; undefined when there is none. */
export async function digestOf(file, meter) {
  const hash = crypto.createHash('sha256');
  let bytes = 0;
  try {
    for await (const chunk of fs.createReadStream(file, { highWaterMark: CHUNK_BYTES })) {
      hash.update(chunk);
      bytes += chunk.length;
      meter?.add(chunk.length);
    }
  } catch (error) {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  }
  return { bytes, sha256: hash.digest('hex') };
}

/** Every folder and file below a folder, relative to it; `isLeftOut` says of a relative path what is not walked. */
export function walk(root, isLeftOut = () => false) {
  const folders = [];
  const files = [];
  const visit = (relative) => {
    let entries;
    try {
      entries = fs.readdirSync(path.join(root, relative), { withFileTypes: true });
    } catch (error) {
      if (error.code === 'ENOENT') return;
      throw error;
    }
    for (const entry of entries) {
      const below = path.posix.join(relative, entry.name);
      if (isLeftOut(below)) continue;
      if (entry.isDirectory()) {
        folders.push(below);
        visit(below);
      } else if (entry.isFile()) files.push(below);
    }
  };
  visit('');
  return { folders, files };
}

export function sizeOf(file) {
  return fs.statSync(file, { throwIfNoEntry: false })?.size ?? 0;
}
