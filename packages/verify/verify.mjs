#!/usr/bin/env node
// Checks a proof of one transaction, the chain of seals of a network or, by archive.mjs, its archive, with SHA-256 and Ed25519
// alone. It asks no network and needs no package. The form of the bytes is published in docs/ledger-format.md.
import { createHash, createPublicKey, verify } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';

const HELP = `loyalty-verify FILE [--key ID=HEX]… [--heads FILE]
FILE is a proof (of the cabinet or GET /api/ledger/proof), a chain (cli seals chain) or an archive (cli network archive).
--key    a public key of the network that you know from elsewhere; without it the key of the file is believed
--heads  heads that were published outside (a file, an object, a letter): each has to be in the chain, or be the proof's seal`;
/** The SPKI header before the 32 bytes of an Ed25519 public key (RFC 8410). */
const SPKI_ED25519 = '302a300506032b6570032100';
const [MICROSECONDS_TO_2000, DAYS_TO_2000, DAY_MS] = [946_684_800_000_000n, 10_957, 86_400_000];

class Refused extends Error {}
export function refuseUnless(right, name, sentence) {
  if (!right) throw new Refused(`${name}: ${sentence}`);
}
export const sha256 = (...parts) => createHash('sha256').update(Buffer.concat(parts)).digest();
/** The bytes of hexadecimal digits, also of a UUID or behind PostgreSQL's mark. */
export const hex = (text) => Buffer.from(text.replaceAll(/^\\x|-/g, ''), 'hex');
const digitsOf = (value, bytes) => BigInt.asUintN(8 * bytes, BigInt(value)).toString(16);
const integer = (bytes) => (value) => hex(digitsOf(value, bytes).padStart(2 * bytes, '0'));
export function isSigned(bytes, publicKey, signature) {
  const key = createPublicKey({ key: hex(SPKI_ED25519 + publicKey), format: 'der', type: 'spki' });
  return verify(null, bytes, key, hex(signature));
}

/** Microseconds since 2000 of a time by RFC 3339, which may have microseconds; `infinity` is after all. */
function instantOf(text) {
  if (text === 'infinity') return integer(8)(2n ** 63n - 1n);
  const belowMs = (/\.(\d+)/.exec(text)?.[1] ?? '').padEnd(6, '0').slice(3);
  return integer(8)(BigInt(Date.parse(text)) * 1000n + BigInt(belowMs) - MICROSECONDS_TO_2000);
}
const dayOf = (text) => integer(4)(Date.parse(text) / DAY_MS - DAYS_TO_2000);
/** The number of each of PostgreSQL's types, and the bytes of a value. */
const TYPES = {
  ...{ int2: [21, integer(2)], int4: [23, integer(4)], int8: [20, integer(8)], date: [1082, dayOf] },
  ...{ text: [25, Buffer.from], json: [114, Buffer.from], timestamptz: [1184, instantOf] },
  ...{ bytea: [17, hex], uuid: [2950, hex] },
};

/** Columns in the order of their bytes: groups of a type and names; those of a group with a number came with that form. */
export function columnsOf(text) {
  return text.split(',').flatMap((group) => {
    const [, form = '1', type, names] = /^\s*(?:(\d)\s+)?([a-z]\w*) (.*)$/s.exec(group);
    return names.split(/\s+/).map((name) => ({ name, type, form: Number(form) }));
  });
}
export const fieldsOf = (columns, row, form) =>
  columns.filter((column) => column.form <= form).map(({ name, type }) => [type, row[name]]);

/** The bytes of a record: the number of its fields, then the type, the length and the bytes of each. */
export function recordOf(fields) {
  const parts = fields.flatMap(([type, value]) => {
    const [number, bytesOf] = TYPES[type];
    const bytes = value === null ? null : bytesOf(value);
    return [integer(4)(number), integer(4)(bytes?.length ?? -1), bytes ?? Buffer.alloc(0)];
  });
  return Buffer.concat([integer(4)(fields.length), ...parts]);
}

// The tree of RFC 9162, section 2.1.
export const leafOf = (bytes) => sha256(Buffer.of(0), bytes);
export const nodeOf = (left, right) => sha256(Buffer.of(1), left, right);
/** How many leaves of a tree of `size` stand under its left half. */
export const leftOf = (size) => 2 ** (Math.ceil(Math.log2(size)) - 1);
/** The root above a leaf; nothing where the path has another length than the tree asks for. */
function rootAbove(leaf, index, size, path) {
  if (size === 1 || path.length === 0) return size === 1 && path.length === 0 ? leaf : Buffer.alloc(0);
  const [left, rest, last] = [leftOf(size), path.slice(0, -1), hex(path.at(-1))];
  if (index < left) return nodeOf(rootAbove(leaf, index, left, rest), last);
  return nodeOf(last, rootAbove(leaf, index - left, size - left, rest));
}

const SEAL = columnsOf(`text domain,int4 form,uuid network_id,int8 number,bytea previous,int4 from_epoch,int8 from_xid,
  uuid from_id,int4 to_epoch,int8 to_xid,uuid to_id,int4 transactions transfers,bytea merkle_root,json totals,
  timestamptz sealed_at,text key_id,2 json programs`);
/** A seal of a proof or a chain by the names of the columns. */
const rowOf = ({ from, to, ...seal }) => ({
  ...{ ...seal, merkle_root: seal.merkleRoot, sealed_at: seal.sealedAt, key_id: seal.keyId },
  ...{ from_epoch: from.epoch, from_xid: from.xid, from_id: from.id, to_epoch: to.epoch, to_xid: to.xid, to_id: to.id },
});

/** The head of a seal: its hash is that of its fields, and the key signed it. */
export function checkHead(seal, networkId, keys) {
  const [name, named] = [`seal ${seal.number}`, { ...seal, domain: 'loyalty-seal', network_id: networkId }];
  refuseUnless([1, 2].includes(seal.form), name, `form ${seal.form} is not known to this verifier`);
  const hash = sha256(recordOf(fieldsOf(SEAL, named, seal.form)));
  refuseUnless(hash.equals(hex(seal.hash)), name, 'its hash is not that of its fields');
  const key = keys.size > 0 ? keys.get(seal.key_id) : seal.publicKey;
  refuseUnless(key, name, `no public key ${seal.key_id}: give it with --key`);
  refuseUnless(!seal.publicKey || seal.publicKey === key, name, `its key ${seal.key_id} is not the one that you know`);
  refuseUnless(isSigned(hash, key, seal.signature), name, `key ${seal.key_id} did not sign it`);
}

/** A seal follows the one before it, if any does; `lost` names the gaps that restores left. */
export function checkFollows(seal, before, lost) {
  const [name, last] = [`seal ${seal.number}`, before?.number ?? 0];
  const next = [last + 1, ...lost.flatMap((gap) => (gap.restoredTo === last ? [gap.lostUpTo + 1] : []))];
  refuseUnless(next.includes(seal.number), name, `it stands where seal ${last + 1} has to stand`);
  const previous = before ? hex(before.hash) : Buffer.alloc(32);
  refuseUnless(hex(seal.previous).equals(previous), name, `it does not follow seal ${last}`);
  const joins = !before || ['epoch', 'xid', 'id'].every((part) => seal[`from_${part}`] === before[`to_${part}`]);
  refuseUnless(joins, name, `its range does not begin where that of seal ${last} ends`);
}

/** How many of the published heads are of this network; each is in the chain, unless a restore lost it. */
export function checkPublished(networkId, seals, lost, lines) {
  const own = lines.filter((line) => (line.networkId ?? networkId) === networkId);
  const isLost = ({ number }) => [...lost, ...own].some((gap) => number > gap.restoredTo && number <= gap.lostUpTo);
  const heads = own.filter((line) => !line.lostUpTo && !isLost(line));
  const hashes = new Map(seals.map(({ number, hash }) => [number, hash]));
  for (const { number, hash } of heads) {
    refuseUnless(hashes.has(number), `seal ${number}`, 'it was published and is not in the chain');
    refuseUnless(hex(hashes.get(number)).equals(hex(hash)), `seal ${number}`, 'another one was published');
  }
  return heads.length;
}

/** When an authority stamped a hash (RFC 3161). The serial number and the time follow the hash; openssl checks who signed it. */
function stampedAt({ number, hash }, token) {
  const text = Buffer.from(token, 'base64').toString('latin1');
  const [, stamp] = text.split(hex(`0420${hash}`).toString('latin1'));
  refuseUnless(stamp, `seal ${number}`, 'its time stamp is of another hash');
  const time = stamp.slice(4 + stamp.charCodeAt(1));
  return time.replace(/^(....)(..)(..)(..)(..)(..).*$/s, '$1-$2-$3T$4:$5:$6Z');
}

/** The columns of the first record of a leaf that a guest reads, by their place. */
const COLUMNS = {
  ...{ networkId: 1, id: 2, type: 3, receiptNumber: 13, recordedAt: 17, amount: 18, discount: 19, pointsRedeemed: 20 },
  ...{ payable: 22, pointsEarned: 23, available: 25 },
};
function readLeaf(bytes) {
  const fields = [];
  for (let at = 4; fields.length < bytes.readInt32BE(0); at += 8 + Math.max(bytes.readInt32BE(at + 4), 0)) {
    const [type, length] = [bytes.readInt32BE(at), bytes.readInt32BE(at + 4)];
    fields.push(length < 0 ? null : readValue(type, bytes.subarray(at + 8, at + 8 + length)));
  }
  return Object.fromEntries(Object.entries(COLUMNS).map(([name, n]) => [name, fields[n] ?? null]));
}
function readValue(type, bytes) {
  if (type === 20) return bytes.readBigInt64BE(0).toString();
  if (type === 2950) return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
  if (type !== 1184) return bytes.toString();
  return new Date(Number((bytes.readBigInt64BE(0) + MICROSECONDS_TO_2000) / 1000n)).toISOString();
}

function checkProof({ seal, ...proof }, { keys, heads }) {
  const [name, bytes] = [`transaction ${proof.transactionId}`, hex(proof.bytes)];
  refuseUnless(seal, name, 'it is not sealed yet: fetch the proof again in some minutes');
  const [proven, leaf] = [readLeaf(bytes), leafOf(bytes)];
  refuseUnless(proven.id === proof.transactionId, name, 'the bytes are those of another transaction');
  refuseUnless(leaf.equals(hex(proof.leaf)), name, 'its hash is not that of its bytes');
  refuseUnless(seal.size === seal.transactions, name, `the tree has not the size of seal ${seal.number}`);
  refuseUnless(seal.index >= 0 && seal.index < seal.size, name, 'it has no place in the tree');
  const root = rootAbove(leaf, seal.index, seal.size, seal.path);
  refuseUnless(root.equals(hex(seal.merkleRoot)), name, `it is not under seal ${seal.number}`);
  checkHead(rowOf(seal), proven.networkId, keys);
  const ofSeal = heads.filter((line) => line.lostUpTo || line.number === seal.number);
  const published = checkPublished(proven.networkId, [seal], [], ofSeal) > 0;
  const own = proof.publications?.find(({ number, timeStamp }) => timeStamp && number === seal.number);
  const stamped = own ? stampedAt(seal, own.timeStamp) : null;
  return { proven, seal: seal.number, sealedAt: seal.sealedAt, stamped, published };
}

function checkChain([{ chainOf: networkId, lost }, ...seals], { keys, heads }) {
  for (const [n, seal] of seals.map(rowOf).entries()) {
    checkFollows(seal, n > 0 ? rowOf(seals[n - 1]) : undefined, lost);
    checkHead(seal, networkId, keys);
  }
  const stampOf = (seal) => ({ seal: seal.number, at: stampedAt(seal, seal.timeStamp) });
  const stamps = seals.filter(({ timeStamp }) => timeStamp).map(stampOf);
  const counts = { seals: seals.length, transactions: seals.reduce((sum, seal) => sum + seal.transactions, 0) };
  const published = checkPublished(networkId, seals, lost, heads);
  return { networkId, ...counts, newest: seals.at(-1)?.hash, stamped: stamps.at(-1) ?? null, lost, published };
}

/** JSON documents one after the other; each begins a line. */
const readJson = (file) => JSON.parse(`[${readFileSync(file, 'utf8').replaceAll(/\n(?=\{)/g, ',')}]`);

async function main() {
  const options = { key: { type: 'string', multiple: true, default: [] }, heads: { type: 'string' } };
  const { values, positionals } = parseArgs({ options, allowPositionals: true });
  if (positionals.length !== 1) throw new Error(HELP);
  const [file, keys] = [positionals[0], new Map(values.key.map((pair) => pair.split('=')))];
  const known = { keys, heads: values.heads ? readJson(values.heads) : [] };
  const { checkArchive } = await import('./archive.mjs');
  const check = (lines) => ('chainOf' in lines[0] ? checkChain(lines, known) : checkProof(lines[0], known));
  console.log(JSON.stringify(checkArchive(file, known) ?? check(readJson(file)), null, 2));
  console.log(keys.size > 0 ? 'Right.' : 'Right, if the key of the file is that of the network: compare it (--key).');
}
main().catch((error) => {
  console.error(error instanceof Refused ? `Refused. ${error.message}.` : error.message);
  process.exitCode = error instanceof Refused ? 1 : 2;
});
