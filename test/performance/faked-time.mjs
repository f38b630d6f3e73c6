import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

/** For programs with several threads. */
const LIBRARY = 'faketime/libfaketimeMT.so.1';
const FOLDERS = ['/usr/lib', '/usr/lib64', '/usr/local/lib', `/usr/lib/${machine()}-linux-gnu`];

/**
 * The time of every program that this process starts from now on: PostgreSQL, servers, workers and commands alike, by the wall clock
 * and the monotonic one. This process keeps the real time.
 */
export class FakedTime {
  constructor() {
    const library = FOLDERS.map((folder) => path.join(folder, LIBRARY)).find((file) => fs.existsSync(file));
    if (library === undefined) throw new Error('libfaketime is needed and was not found: apt-get install faketime');
    this.folder = fs.mkdtempSync(path.join(os.tmpdir(), 'loyalty-time-'));
    // PostgreSQL runs as a user of its own.
    fs.chmodSync(this.folder, 0o755);
    this.file = path.join(this.folder, 'offset');
    this.aheadMs = 0;
    this.write();
    // Without its cache, so that all programs go on at the same moment.
    Object.assign(process.env, { LD_PRELOAD: library, FAKETIME_TIMESTAMP_FILE: this.file, FAKETIME_NO_CACHE: '1' });
  }

  /** The faked time in milliseconds since 1970. */
  now() {
    return Date.now() + this.aheadMs;
  }

  goTo(at) {
    if (at < this.now()) throw new Error(`the time ${new Date(at).toISOString()} is past`);
    this.aheadMs = at - Date.now();
    this.write();
  }

  skip(ms) {
    this.aheadMs += ms;
    this.write();
  }

  remove() {
    fs.rmSync(this.folder, { recursive: true, force: true });
  }

  /** A program that reads meanwhile finds the earlier file or this one. */
  write() {
    const next = `${this.file}.next`;
    fs.writeFileSync(next, `+${(this.aheadMs / 1_000).toFixed(3)}`, { mode: 0o644 });
    fs.renameSync(next, this.file);
  }
}

function machine() {
  return { x64: 'x86_64', arm64: 'aarch64' }[process.arch] ?? process.arch;
}
