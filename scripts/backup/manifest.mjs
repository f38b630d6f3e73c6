import crypto from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { StartFailure } from '../start/failure.mjs';
import { projectRoot, readIfThere, writeWhole } from '../start/files.mjs';
import { KEY_SETTINGS } from '../start/secrets.mjs';
import { signDescription } from './signature.mjs';

const FORM = 1;
const FILE = 'backup.json';

/** Losing these keys ends all sessions and loses no data. */
const REPLACEABLE = ['JWT_KEYS'];

/**
 * The description of a backup, written last, so that a folder which has it is whole.
 *
 * @typedef {{
 *   form: number, createdAt: string, version: string,
 *   kind: 'files' | 'dump' | 'base', files of a cluster, what pg_dump wrote, or files that are encrypted and that the log goes on from
 *   postgres: string, its version
 *   keys: Record<string, { id: string, print: string }[]>, never the keys themselves
 *   networks: { code: string, networkId: string, seal: number, sealHash: string | null, transactions: number }[],
 *   consistentAt?: string, key?: { id: string, print: string }, log?: LogPosition, of a base
 *   folders: string[], files: { path: string, bytes: number, sha256: string }[],
 * }} Manifest
 * @typedef {{ chain: string, first: string, last: string, segmentBytes: number }} LogPosition of a base backup, in the archive of the log
 */

/** @param {string | undefined} sealKeys SEAL_KEYS, whose newest signs it */
export function writeManifest(folder, fields, sealKeys) {
  const { version } = JSON.parse(fs.readFileSync(path.join(projectRoot, 'package.json'), 'utf8'));
  const manifest = { form: FORM, createdAt: new Date().toISOString(), version, ...fields };
  const text = `${JSON.stringify(manifest, undefined, 1)}\n`;
  signDescription(folder, text, sealKeys);
  writeWhole(path.join(folder, FILE), text, 0o600);
}

/** @returns {Manifest} */
export function readManifest(folder) {
  const text = readIfThere(path.join(folder, FILE));
  if (text === undefined) {
    throw new StartFailure(
      `There is no backup in ${folder}: ${FILE} is missing, which is written when a backup is whole.`,
    );
  }
  let manifest;
  try {
    manifest = JSON.parse(text);
  } catch {
    throw new StartFailure(`${path.join(folder, FILE)} is broken: take another copy of the backup.`);
  }
  if (manifest.form === FORM) return manifest;
  throw new StartFailure(
    `The backup in ${folder} was made by another version of the platform (${manifest.version}): restore it with that.`,
  );
}

/** A backup as the record of the last one says it. @param {Manifest} manifest */
export function aboutBackup({ kind, createdAt, files }) {
  return { kind, createdAt, bytes: files.reduce((sum, file) => sum + file.bytes, 0) };
}

/** Keys in a form that is safe to print: their ids and digests. */
export function printsOf(keys) {
  return Object.fromEntries(
    KEY_SETTINGS.map((name) => [
      name,
      (keys[name] ?? '')
        .split(',')
        .filter(Boolean)
        .map((entry) => {
          const [id, key = ''] = entry.trim().split(':');
          return {
            id,
            print: crypto.createHash('sha256').update(Buffer.from(key, 'base64')).digest('hex').slice(0, 16),
          };
        }),
    ]),
  );
}

/** The names of keys, as "SEAL_KEYS (k1), PII_KEYS (k2, k1)". */
export function namesOfKeys(prints) {
  return Object.entries(prints)
    .map(([name, ring]) => `${name} (${ring.map(({ id }) => id).join(', ')})`)
    .join(', ');
}

/** Refuses to restore what could not be read afterwards. @returns {string[]} keys that are missing and may be */
export function requireKeys(manifest, keys) {
  const here = printsOf(keys);
  const missing = {};
  for (const [name, ring] of Object.entries(manifest.keys)) {
    const lost = ring.filter((key) => !here[name]?.some(({ id, print }) => id === key.id && print === key.print));
    if (lost.length > 0) missing[name] = lost;
  }
  const needed = Object.fromEntries(Object.entries(missing).filter(([name]) => !REPLACEABLE.includes(name)));
  if (Object.keys(needed).length > 0) {
    throw new StartFailure(
      `The keys of this backup are not here: ${namesOfKeys(needed)}. Set them, or put the secrets.json of the installation ` +
        'that was backed up into DATA_DIR. Without them seals can not be checked and personal data can not be read.',
    );
  }
  return Object.keys(missing);
}
