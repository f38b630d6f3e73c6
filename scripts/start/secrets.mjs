import crypto from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { StartFailure } from './failure.mjs';
import { readIfThere, writeWhole } from './files.mjs';

/** The key rings of the application: each "id:base64", several separated by commas, newest first. */
export const KEY_SETTINGS = ['JWT_KEYS', 'QR_KEYS', 'PII_KEYS', 'INDEX_KEY', 'SEAL_KEYS'];
/** Keys that are generated with the others and that only backups need. */
const KEYS_OF_BACKUPS = ['BACKUP_KEYS'];
const PASSWORDS = ['superuser', 'owner', 'app_login', 'platform_login', 'queue_login', 'backup_login'];

/**
 * Secrets of this installation: passwords of the embedded database's roles, and keys for development.
 * Made once, kept in the data folder for its owner's eyes alone.
 *
 * @returns {{ passwords: Record<string, string>, keys: Record<string, string> }}
 */
export function openSecrets(dataDirectory) {
  const file = path.join(dataDirectory, 'secrets.json');
  const text = readIfThere(file);
  if (text === undefined && fs.existsSync(path.join(dataDirectory, 'postgres', 'global', 'pg_control'))) {
    throw new StartFailure(
      `${file} is missing, and without it the database in ${dataDirectory} can be neither opened nor read: ` +
        'put the file back, or move the folder away to begin with an empty one.',
    );
  }
  const kept = text === undefined ? {} : parse(file, text);
  const secrets = {
    passwords: complete(PASSWORDS, kept.passwords, () => crypto.randomBytes(24).toString('base64url')),
    keys: complete(
      [...KEY_SETTINGS, ...KEYS_OF_BACKUPS],
      kept.keys,
      () => `k1:${crypto.randomBytes(32).toString('base64')}`,
    ),
  };
  const whole = JSON.stringify(secrets, undefined, 2);
  if (whole !== text) writeWhole(file, whole, 0o600);
  return secrets;
}

/**
 * The key settings for the application: those of the environment, and for development the generated ones for the rest.
 * Production makes up no keys: data written under a key that nobody keeps would be lost with the machine.
 */
export function chooseKeys(environment, secrets) {
  const missing = KEY_SETTINGS.filter((name) => !environment[name]);
  if (environment.NODE_ENV === 'production' && missing.length > 0) {
    throw new StartFailure(
      `In production ${missing.join(', ')} must be set (each "id:base64 of 32 bytes", newest first; see .env.example).`,
    );
  }
  return Object.fromEntries(missing.map((name) => [name, secrets.keys[name]]));
}

function complete(names, kept = {}, make) {
  return Object.fromEntries(names.map((name) => [name, kept[name] ?? make()]));
}

function parse(file, text) {
  try {
    return JSON.parse(text);
  } catch {
    throw new StartFailure(`${file} is not what the start wrote there (broken JSON): put back a copy of it.`);
  }
}
