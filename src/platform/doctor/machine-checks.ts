import { createPrivateKey, X509Certificate } from 'node:crypto';
import { access, constants, readdir, readFile, stat, statfs } from 'node:fs/promises';
import path from 'node:path';
import { databaseNowMs } from '../clock/database-time';
import type { Settings } from '../settings/settings';
import { examineBackup } from './backup-checks';
import { error, type Finding, reasonOf, text, warning } from './finding';

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;
/** Most certificates are renewed a month before they expire, so one this close to its end was forgotten. */
const CERTIFICATE_DAYS = 14;
const FREE_PERCENT = 10;
const FREE_PERCENT_AT_LEAST = 3;
/** Kept calls reach the ledger seconds after the database is back, so a call this old is stuck. */
const SPOOL_MINUTES = 10;

export type MachineSeen = Pick<
  Settings,
  'production' | 'tlsCertificate' | 'tlsKey' | 'dataDirectory' | 'spoolDirectory' | 'sealDirectory'
>;

/** Faults of this machine: certificate, folders, disks, waiting calls, the last backup. */
export async function examineMachine(seen: MachineSeen, nowMs = databaseNowMs()): Promise<Finding[]> {
  const folders = { DATA_DIR: seen.dataDirectory, SPOOL_DIR: seen.spoolDirectory, SEAL_DIR: seen.sealDirectory };
  const parts = await Promise.all([
    examineCertificate(seen, nowMs),
    ...Object.entries(folders).map(([setting, folder]) => examineFolder(setting, folder)),
    examineSpool(seen.spoolDirectory, nowMs),
    seen.production ? examineBackup(seen.dataDirectory, nowMs) : [],
  ]);
  return parts.flat();
}

async function examineCertificate({ tlsCertificate, tlsKey }: MachineSeen, nowMs: number): Promise<Finding[]> {
  if (tlsCertificate === undefined || tlsKey === undefined) return [];
  try {
    const certificate = new X509Certificate(await readFile(tlsCertificate));
    if (!certificate.checkPrivateKey(createPrivateKey(await readFile(tlsKey))))
      return [error('certificate', text('certificate.stranger', {}))];
    const days = (Date.parse(certificate.validTo) - nowMs) / DAY_MS;
    if (days < 0) return [error('certificate', text('certificate.ended', { days: Math.floor(-days) }))];
    if (days < CERTIFICATE_DAYS)
      return [warning('certificate', text('certificate.ending', { days: Math.floor(days) }))];
    return [];
  } catch (failure) {
    return [error('certificate', text('certificate.unread', { reason: reasonOf(failure) }))];
  }
}

/** The start makes a missing folder, so then its parent is checked. */
async function examineFolder(setting: string, folder: string): Promise<Finding[]> {
  const there = await nearest(path.resolve(folder));
  try {
    await access(there, constants.W_OK | constants.X_OK);
    if (!(await stat(there)).isDirectory()) throw new Error('it is not a folder');
  } catch (failure) {
    return [error('folder', text('folder.found', { folder: there, setting, reason: reasonOf(failure) }))];
  }
  const { bavail, blocks } = await statfs(there);
  const found = diskFinding(setting, bavail, blocks);
  return found === undefined ? [] : [found];
}

async function nearest(folder: string): Promise<string> {
  const isThere = await stat(folder).then(
    () => true,
    () => false,
  );
  const above = path.dirname(folder);
  return isThere || above === folder ? folder : nearest(above);
}

/** The fault of a disk that has few free blocks. */
export function diskFinding(setting: string, free: number, all: number): Finding | undefined {
  const percent = all === 0 ? 100 : Math.floor((free / all) * 100);
  if (percent >= FREE_PERCENT) return undefined;
  return (percent < FREE_PERCENT_AT_LEAST ? error : warning)('disk', text('disk.found', { setting, percent }));
}

async function examineSpool(folder: string, nowMs: number): Promise<Finding[]> {
  const slots = await readdir(folder).catch(() => []);
  const waiting = (await Promise.all(slots.map((slot) => oldestCall(path.join(folder, slot))))).flat();
  const minutes = Math.floor((nowMs - Math.min(nowMs, ...waiting)) / MINUTE_MS);
  return minutes < SPOOL_MINUTES ? [] : [error('spool', text('spool.found', { minutes }))];
}

/** The times of a slot's files that hold calls. */
async function oldestCall(slot: string): Promise<number[]> {
  const names = await readdir(slot).catch(() => []);
  const files = names.filter((name) => name.endsWith('.log')).map((name) => stat(path.join(slot, name)));
  const sizes = await Promise.all(files.map((file) => file.catch(() => undefined)));
  return sizes.flatMap((file) => (file !== undefined && file.size > 0 ? [file.mtimeMs] : []));
}
