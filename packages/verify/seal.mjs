// The bytes that seals cover, and the checks of one seal. The form is published in docs/ledger-format.md.
import { createHash, createPublicKey, verify } from 'node:crypto';

/** The SPKI header before the 32 bytes of an Ed25519 public key (RFC 8410). */
const SPKI_ED25519 = Buffer.from('302a300506032b6570032100', 'hex');
export const MICROSECONDS_TO_2000 = 946_684_800_000_000n;
const DAYS_TO_2000 = 10_957;
const DAY_MS = 86_400_000;
const NO_SEAL_BEFORE = '0'.repeat(64);

export class Refused extends Error {}

export const refuseUnless = (right, name, sentence) => {
  if (!right) throw new Refused(`${name}: ${sentence}`);
};
export const sha256 = (...parts) => createHash('sha256').update(Buffer.concat(parts)).digest();
export const hex = (text) => Buffer.from(text, 'hex');
const int32 = (value) => hex((value >>> 0).toString(16).padStart(8, '0'));
const int64 = (value) => hex((BigInt(value) & 0xffff_ffff_ffff_ffffn).toString(16).padStart(16, '0'));

/** Microseconds since 2000 of a time by RFC 3339, which may have microseconds; `infinity` is after all. */
function instantOf(text) {
  if (text === 'infinity') return int64(2n ** 63n - 1n);
  const [, seconds, fraction = '', zone] = /^([^.Z+]+)(?:\.(\d+))?(.*)$/.exec(text);
  const micros = BigInt(fraction.padEnd(6, '0'));
  return int64(BigInt(Date.parse(`${seconds}${zone}`)) * 1000n + micros - MICROSECONDS_TO_2000);
}

const TYPES = {
  text: [25, (value) => Buffer.from(value)],
  json: [114, (value) => Buffer.from(value)],
  int2: [21, (value) => int32(value).subarray(2)],
  int4: [23, int32],
  int8: [20, int64],
  bytea: [17, hex],
  uuid: [2950, (value) => hex(value.replaceAll('-', ''))],
  date: [1082, (value) => int32(Date.parse(value) / DAY_MS - DAYS_TO_2000)],
  timestamptz: [1184, instantOf],
};

/** The bytes of a record: the number of its fields, then the type, the length and the bytes of each. */
export function recordOf(fields) {
  const parts = fields.flatMap(([type, value]) => {
    const [number, bytesOf] = TYPES[type];
    const bytes = value === null ? null : bytesOf(value);
    return [int32(number), int32(bytes?.length ?? -1), bytes ?? Buffer.alloc(0)];
  });
  return Buffer.concat([int32(fields.length), ...parts]);
}

const positionOf = ({ epoch, xid, id }) => ['int4', epoch, 'int8', xid, 'uuid', id];
const fieldsOf = (...flat) => (flat.length === 0 ? [] : [[flat[0], flat[1]], ...fieldsOf(...flat.slice(2))]);

function sealHashOf(seal, networkId) {
  const fields = [
    ...fieldsOf('text', 'loyalty-seal', 'int4', seal.form, 'uuid', networkId, 'int8', seal.number),
    ...fieldsOf('bytea', seal.previous, ...positionOf(seal.from), ...positionOf(seal.to)),
    ...fieldsOf('int4', seal.transactions, 'int4', seal.transfers, 'bytea', seal.merkleRoot, 'json', seal.totals),
    ...fieldsOf('timestamptz', seal.sealedAt, 'text', seal.keyId),
    ...(seal.form >= 2 ? fieldsOf('json', seal.programs) : []),
  ];
  return sha256(recordOf(fields)).toString('hex');
}

/** The head of a seal: its hash is that of its fields, and the key signed it. */
export function checkHead(seal, networkId, keys) {
  const name = `seal ${seal.number}`;
  refuseUnless([1, 2].includes(seal.form), name, `form ${seal.form} is not known to this verifier`);
  refuseUnless(sealHashOf(seal, networkId) === seal.hash, name, 'its hash is not that of its fields');
  const key = keys.size > 0 ? keys.get(seal.keyId) : seal.publicKey;
  refuseUnless(key, name, `no public key ${seal.keyId}: give it with --key`);
  refuseUnless(!seal.publicKey || seal.publicKey === key, name, `its key ${seal.keyId} is not the one that you know`);
  refuseUnless(isSigned(hex(seal.hash), key, seal.signature), name, `key ${seal.keyId} did not sign it`);
}

/** Whether the holder of a public key signed some bytes (Ed25519). */
export function isSigned(bytes, publicKey, signature) {
  const spki = createPublicKey({ key: Buffer.concat([SPKI_ED25519, hex(publicKey)]), format: 'der', type: 'spki' });
  return verify(null, bytes, spki, hex(signature));
}

/** Where a chain begins, as if a seal stood before the first. */
export const BEFORE_ALL = { number: 0, hash: NO_SEAL_BEFORE };

/** A seal follows the one before it; `lost` names the gaps that restores left. */
export function checkFollows(seal, before, lost) {
  const name = `seal ${seal.number}`;
  const gap = lost.find(({ restoredTo }) => restoredTo === before.number);
  const next = [before.number + 1, ...(gap ? [gap.lostUpTo + 1] : [])];
  refuseUnless(next.includes(seal.number), name, `it stands where seal ${before.number + 1} has to stand`);
  refuseUnless(seal.previous === before.hash, name, `it does not follow seal ${before.number}`);
  const follows = !before.to || JSON.stringify(seal.from) === JSON.stringify(before.to);
  refuseUnless(follows, name, `its range does not begin where that of seal ${before.number} ends`);
}
