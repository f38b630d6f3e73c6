import crypto from 'node:crypto';
import path from 'node:path';
import { StartFailure } from './failure.mjs';
import { projectRoot } from './files.mjs';

const KEY_BYTES = 32;

/**
 * Where backups to a point in time are kept, for how long, and how often the log is added to them.
 *
 * @typedef {{ folder: string, keepDays: number, logSeconds: number }} BackupSettings
 * @returns {BackupSettings | undefined} undefined: none are to be made
 */
export function backupSettings(environment = process.env) {
  if (!environment.BACKUP_DIR) return undefined;
  return {
    folder: path.resolve(projectRoot, environment.BACKUP_DIR),
    keepDays: numberOf('BACKUP_KEEP_DAYS', environment.BACKUP_KEEP_DAYS, 14, [1, 3_650]),
    logSeconds: numberOf('BACKUP_LOG_SECONDS', environment.BACKUP_LOG_SECONDS, 60, [1, 3_600]),
  };
}

function numberOf(name, text, otherwise, [least, most]) {
  if (!text) return otherwise;
  const value = Number(text);
  if (Number.isInteger(value) && value >= least && value <= most) return value;
  throw new StartFailure(`${name} is "${text}"; it must be a whole number from ${least} to ${most}.`);
}

/**
 * The keys of backups, newest first: of the environment, and for development the generated one.
 *
 * @param {{ keys: Record<string, string> }} secrets
 * @returns {{ id: string, key: Buffer, print: string }[]}
 */
export function chooseBackupKeys(environment, secrets) {
  const isProduction = environment.NODE_ENV === 'production';
  const ring = environment.BACKUP_KEYS || (isProduction ? undefined : secrets.keys.BACKUP_KEYS);
  if (!ring)
    throw new StartFailure('In production BACKUP_KEYS must be set for backups in BACKUP_DIR (see .env.example).');
  return ring
    .split(',')
    .filter(Boolean)
    .map((entry) => {
      const [id, text = ''] = entry.trim().split(':');
      const key = Buffer.from(text, 'base64');
      if (!/^[\w-]{1,32}$/.test(id) || key.length !== KEY_BYTES)
        throw new StartFailure('BACKUP_KEYS must be "id:base64 of 32 bytes", newest first, separated by commas.');
      return { id, key, print: crypto.createHash('sha256').update(key).digest('hex').slice(0, 16) };
    });
}
