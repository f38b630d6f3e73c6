import { createPrivateKey, createPublicKey, generateKeyPairSync, sign, verify } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { canonical } from '../canonical.mjs';

/** The first line of the signed bytes, so that a signature of a report fits nothing else. */
const PURPOSE = 'loyalty till-check report 1\n';
/** The bytes before the 32 of an Ed25519 key in DER (RFC 8410). */
const SPKI = '302a300506032b6570032100';

/**
 * The key of a file, which is made where there is none; without a file, a key of this report alone.
 *
 * @param {string | undefined} file PKCS #8 in PEM
 */
export function keyOf(file) {
  if (file !== undefined && existsSync(file)) {
    const key = createPrivateKey(readFileSync(file));
    if (key.asymmetricKeyType !== 'ed25519') throw new Error(`${file} is no key of Ed25519`);
    return key;
  }
  const { privateKey } = generateKeyPairSync('ed25519');
  if (file !== undefined)
    writeFileSync(file, privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600, flag: 'wx' });
  return privateKey;
}

/** A report with its signature. */
export function signed(report, privateKey) {
  const der = createPublicKey(privateKey).export({ type: 'spki', format: 'der' });
  const publicKey = der.toString('hex').slice(SPKI.length);
  const value = sign(null, bytesOf(report), privateKey).toString('hex');
  return { report, signature: { algorithm: 'Ed25519', publicKey, value } };
}

/** Whether the key that the report names signed it. */
export function isSigned({ report, signature }) {
  const { algorithm, publicKey, value } = signature ?? {};
  const isHex = (text, bytes) => typeof text === 'string' && text.length === 2 * bytes && /^[0-9a-f]*$/.test(text);
  if (algorithm !== 'Ed25519' || !isHex(publicKey, 32) || !isHex(value, 64)) return false;
  const key = createPublicKey({ key: Buffer.from(SPKI + publicKey, 'hex'), format: 'der', type: 'spki' });
  return verify(null, bytesOf(report), key, Buffer.from(value, 'hex'));
}

function bytesOf(report) {
  return Buffer.from(PURPOSE + canonical(report));
}
