import crypto from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { StartFailure } from '../start/failure.mjs';
import { readIfThere, writeWhole } from '../start/files.mjs';

const FILE = 'backup.sig';
/** PKCS #8 header of an Ed25519 private key whose 32 bytes of seed follow (RFC 8410). */
const PKCS8_ED25519 = Buffer.from('302e020100300506032b657004220420', 'hex');

/**
 * Signs the description of a backup, which has the digests of all its files, with the newest key of the seals.
 *
 * @param {string} text of the description, to the byte
 * @param {string | undefined} ring SEAL_KEYS
 */
export function signDescription(folder, text, ring) {
  const [newest] = keysOf(ring);
  if (newest === undefined) throw new StartFailure('There is no key to sign the backup with: set SEAL_KEYS.');
  const signature = crypto.sign(null, Buffer.from(text), newest.key).toString('hex');
  writeWhole(path.join(folder, FILE), `${JSON.stringify({ keyId: newest.id, signature })}\n`, 0o600);
}

/**
 * Refuses a description that was changed after the backup was made.
 *
 * @param {string | undefined} ring SEAL_KEYS
 * @returns {boolean} false where the backup has no signature, as those of version 0.3 and before
 */
export function requireSigned(folder, ring) {
  const signed = readIfThere(path.join(folder, FILE));
  if (signed === undefined) return false;
  let isRight = false;
  try {
    const { keyId, signature } = JSON.parse(signed);
    const { key } = keysOf(ring).find(({ id }) => id === keyId);
    const description = fs.readFileSync(path.join(folder, 'backup.json'));
    isRight = crypto.verify(null, description, crypto.createPublicKey(key), Buffer.from(signature, 'hex'));
  } catch {
    // No JSON, or a key that is not in the ring: as little a proof as a wrong signature.
  }
  if (isRight) return true;
  throw new StartFailure(
    `The backup in ${folder} was changed after it was made: no key of SEAL_KEYS signed its backup.json. Take another copy.`,
  );
}

function keysOf(ring = '') {
  return ring
    .split(',')
    .filter(Boolean)
    .map((entry) => {
      const [id, seed = ''] = entry.trim().split(':');
      const key = Buffer.concat([PKCS8_ED25519, Buffer.from(seed, 'base64')]);
      return { id, key: crypto.createPrivateKey({ key, format: 'der', type: 'pkcs8' }) };
    });
}
