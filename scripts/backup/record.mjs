import fs from 'node:fs';
import path from 'node:path';
import { dataDirectory, readIfThere, writeWhole } from '../start/files.mjs';

const FILE = 'backup-record.json';

/**
 * How the last backup and the last drill ended, in `DATA_DIR` for whoever watches over the installation (docs/backup.md).
 *
 * @typedef {{ startedAt: string, seconds: number, outcome: 'DONE' | 'FAILED', folder: string, error: string | null }} Run
 * @typedef {{ kind: 'files' | 'dump' | 'base', bytes: number, createdAt: string }} Backup of which the run speaks
 * @typedef {{ outcome: 'DONE' | 'FAILED', error: string | null, upTo?: string }} Log how far the archive of the log reaches
 * @typedef {{ backup?: Run & Partial<Backup>, lastGoodBackup?: Run & Backup, drill?: Run & Partial<Backup>, log?: Log }} BackupRecord
 */

/**
 * Runs `work` and notes under `name` how it ended. A failure is noted and thrown on.
 *
 * @param {'backup' | 'drill'} name
 * @param {() => Promise<number>} work answers the exit code
 * @param {() => Partial<Backup>} describe asked when the work has ended well
 */
export async function recorded(name, folder, work, describe) {
  const startedAt = new Date();
  const note = (outcome, error, about = {}) => {
    const seconds = Math.round((Date.now() - startedAt.getTime()) / 100) / 10;
    const run = { startedAt: startedAt.toISOString(), seconds, outcome, folder, error, ...about };
    const good = name === 'backup' && outcome === 'DONE' ? { lastGoodBackup: run } : {};
    writeRecord({ ...readRecord(), [name]: run, ...good });
  };
  let code;
  try {
    code = await work();
  } catch (error) {
    note('FAILED', error.message);
    throw error;
  }
  if (code === 0) note('DONE', null, describe());
  else note('FAILED', `ended with ${code}`);
  return code;
}

/** Notes how the archive of the log stands. After a failure it still reaches as far as before. @param {Log} log */
export function noteLog(log) {
  const record = readRecord();
  writeRecord({ ...record, log: { ...record.log, ...log } });
}

/** @returns {BackupRecord} */
function readRecord() {
  try {
    return JSON.parse(readIfThere(path.join(dataDirectory(), FILE)) ?? '{}');
  } catch {
    // Somebody edited the file; the next run writes it again.
    return {};
  }
}

/** A backup that could not be noted is a backup all the same. */
function writeRecord(record) {
  try {
    fs.mkdirSync(dataDirectory(), { recursive: true });
    writeWhole(path.join(dataDirectory(), FILE), `${JSON.stringify(record, undefined, 1)}\n`, 0o600);
  } catch (error) {
    console.error(`How the backup ended could not be noted in ${dataDirectory()}: ${error.message}`);
  }
}
