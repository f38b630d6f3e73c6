import fs from 'node:fs';
import path from 'node:path';
import { backupSettings, chooseBackupKeys } from '../start/backup-settings.mjs';
import { StartFailure } from '../start/failure.mjs';
import { readIfThere } from '../start/files.mjs';
import { readManifest } from './manifest.mjs';

const BASES = 'base';
const LOG = 'log';
const DAY_MS = 86_400_000;
const DRAFT = '.partial';
/** A draft older than this belongs to no running backup. */
const DRAFT_DAYS = 2;

/**
 * Backups to a point in time: base backups, each a folder named by its moment, and the log since.
 *
 * @typedef {{ baseFolder: string, logFolder: string, keys: { id: string, key: Buffer, print: string }[] }} Store
 * @typedef {{ folder: string, consistentAt: string, log: import('./manifest.mjs').LogPosition, bytes: number }} Base
 */

/** The store of BACKUP_DIR. @returns {Store & import('../start/backup-settings.mjs').BackupSettings} */
export function openStore(environment, secrets) {
  const settings = backupSettings(environment);
  if (settings === undefined) throw new StartFailure('BACKUP_DIR is not set: it names the folder of the backups.');
  return { ...settings, ...foldersIn(settings.folder), keys: chooseBackupKeys(environment, secrets) };
}

/** The store in which a base backup stands. @returns {Store} */
export function storeOf(base, environment, secrets) {
  return { ...foldersIn(path.resolve(base, '..', '..')), keys: chooseBackupKeys(environment, secrets) };
}

function foldersIn(folder) {
  return { baseFolder: path.join(folder, BASES), logFolder: path.join(folder, LOG) };
}

/** A folder for a base backup that begins now. */
export function nameBase({ baseFolder }, now = new Date()) {
  return path.join(baseFolder, now.toISOString().replaceAll(/[:.]/g, '-'));
}

/** The whole base backups, oldest first. @returns {Base[]} */
export function listBases({ baseFolder }) {
  return namesIn(baseFolder)
    .filter((name) => !name.endsWith(DRAFT) && readIfThere(path.join(baseFolder, name, 'backup.json')) !== undefined)
    .map((name) => {
      const folder = path.join(baseFolder, name);
      const { consistentAt, log, files } = readManifest(folder);
      return { folder, consistentAt, log, bytes: files.reduce((sum, file) => sum + file.bytes, 0) };
    })
    .sort((a, b) => a.consistentAt.localeCompare(b.consistentAt));
}

/** The newest base backup from which a moment can be reached. @param {Date | undefined} to undefined: the newest of all */
export function baseFor(store, to) {
  const bases = listBases(store);
  if (bases.length === 0)
    throw new StartFailure(`There is no base backup in ${store.baseFolder}: make one with "backup".`);
  const base = bases.findLast(({ consistentAt }) => to === undefined || new Date(consistentAt) <= to);
  if (base !== undefined) return base;
  throw new StartFailure(
    `The oldest base backup is of ${bases[0].consistentAt}, and no earlier moment can be restored.`,
  );
}

/** A base backup is due where the chain of the log has none, and where its newest is a day old. */
export function isDue(bases, chain, nowMs = Date.now()) {
  const newest = bases.findLast(({ log }) => log.chain === chain);
  return newest === undefined || Date.parse(newest.consistentAt) + DAY_MS <= nowMs;
}

/**
 * Backups that the rule of retention no longer keeps. Each moment of the last days can be restored, so the newest base backup that is older
 * than they are stays, and the log since the oldest that stays. Chains without a base backup go, but for the one that is written.
 *
 * @param {{ bases: Base[], chains: Record<string, string[]>, current: string, nowMs: number, keepDays: number }} seen `chains`: names of
 *   segments of each
 * @returns {{ bases: Base[], chains: string[], segments: { chain: string, name: string }[] }}
 */
export function outOfDate({ bases, chains, current, nowMs, keepDays }) {
  const since = nowMs - keepDays * DAY_MS;
  const newestBefore = bases.findLast(({ consistentAt }) => Date.parse(consistentAt) <= since);
  const gone = newestBefore === undefined ? [] : bases.slice(0, bases.indexOf(newestBefore));
  const kept = bases.filter((base) => !gone.includes(base));
  const firstOf = (chain) =>
    kept
      .filter(({ log }) => log.chain === chain)
      .reduce((least, { log }) => (log.first < least ? log.first : least), 'G');
  const old = Object.keys(chains).filter((chain) => chain !== current && firstOf(chain) === 'G');
  const segments = Object.entries(chains)
    .filter(([chain]) => firstOf(chain) !== 'G')
    .flatMap(([chain, names]) => names.filter((name) => name < firstOf(chain)).map((name) => ({ chain, name })));
  return { bases: gone, chains: old, segments };
}

/** Removes what is out of date. @returns {number} of base backups */
export function prune(store, current, nowMs = Date.now()) {
  const chains = Object.fromEntries(
    namesIn(store.logFolder).map((chain) => [chain, namesIn(path.join(store.logFolder, chain)).filter(isSegment)]),
  );
  const old = outOfDate({ bases: listBases(store), chains, current, nowMs, keepDays: store.keepDays });
  for (const { folder } of old.bases) removeBase(folder);
  // Drafts of a process that was killed while it made one.
  for (const name of namesIn(store.baseFolder).filter((each) => each.endsWith(DRAFT))) {
    const draft = path.join(store.baseFolder, name);
    if (fs.statSync(draft).mtimeMs < nowMs - DRAFT_DAYS * DAY_MS) fs.rmSync(draft, { recursive: true, force: true });
  }
  for (const chain of old.chains) fs.rmSync(path.join(store.logFolder, chain), { recursive: true, force: true });
  for (const { chain, name } of old.segments) fs.rmSync(path.join(store.logFolder, chain, name), { force: true });
  return old.bases.length;
}

/** Renames first, so that a half-removed folder does not count as a backup. */
function removeBase(folder) {
  fs.renameSync(folder, folder + DRAFT);
  fs.rmSync(folder + DRAFT, { recursive: true, force: true });
}

function isSegment(name) {
  return /^[0-9A-F]{24}$/.test(name);
}

function namesIn(folder) {
  return fs.existsSync(folder) ? fs.readdirSync(folder).sort() : [];
}
