#!/usr/bin/env node
// Checks a proof of one transaction, the chain of seals of a network or its archive, with SHA-256 and Ed25519 alone. It asks no
// network and needs no package. The form of the bytes is published in docs/ledger-format.md.
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { checkArchive } from './archive.mjs';
import {
  BEFORE_ALL,
  checkFollows,
  checkHead,
  hex,
  MICROSECONDS_TO_2000,
  Refused,
  refuseUnless,
  sha256,
} from './seal.mjs';
import { isArchive } from './tar.mjs';

const HELP = `loyalty-verify FILE [--key ID=HEX]… [--heads FILE]
FILE is a proof (from the cabinet or GET /api/ledger/proof), a chain (npm run cli -- seals chain), or an archive
(npm run cli -- network archive).
--key    a public key of the network that you know from elsewhere; without it the key of the file is believed
--heads  heads that were published outside (a file, an object, a letter): each has to be in the chain, or be the proof's seal`;

/** When an authority stamped a hash (RFC 3161). The serial number and the time follow the hash; openssl checks who signed it. */
function stampedAt({ number, hash }, token) {
  const [, stamp] = Buffer.from(token, 'base64')
    .toString('latin1')
    .split(hex(`0420${hash}`).toString('latin1'));
  refuseUnless(stamp, `seal ${number}`, 'its time stamp is of another hash');
  const time = stamp.slice(4 + stamp.charCodeAt(1));
  return time.replace(/^(....)(..)(..)(..)(..)(..).*$/s, '$1-$2-$3T$4:$5:$6Z');
}

/** The root above a leaf (RFC 9162, section 2.1.3.2); nothing where the path has another length than the tree asks for. */
function rootAbove(leaf, index, size, path) {
  let [position, last, node] = [index, size - 1, leaf];
  for (const sibling of path.map(hex)) {
    if (last === 0) return undefined;
    if (position % 2 === 1 || position === last) {
      node = sha256(Buffer.from([1]), sibling, node);
      while (position % 2 === 0 && position !== 0) [position, last] = [position / 2, Math.floor(last / 2)];
    } else node = sha256(Buffer.from([1]), node, sibling);
    [position, last] = [Math.floor(position / 2), Math.floor(last / 2)];
  }
  return last === 0 ? node.toString('hex') : undefined;
}

/** The columns of the first record of a leaf that a guest reads, by their place. */
const COLUMNS = {
  ...{ networkId: 1, id: 2, type: 3, receiptNumber: 13, recordedAt: 17, amount: 18, discount: 19, pointsRedeemed: 20 },
  ...{ payable: 22, pointsEarned: 23, available: 25 },
};

/** The fields of the first record, as text. */
function readLeaf(bytes) {
  const fields = [];
  let at = 4;
  for (let left = bytes.readInt32BE(0); left > 0; left -= 1) {
    const [type, length] = [bytes.readInt32BE(at), bytes.readInt32BE(at + 4)];
    const value = bytes.subarray(at + 8, at + 8 + Math.max(length, 0));
    fields.push(length < 0 ? null : textOf(type, value));
    at += 8 + value.length;
  }
  return Object.fromEntries(Object.entries(COLUMNS).map(([name, n]) => [name, fields[n] ?? null]));
}

function textOf(type, bytes) {
  if (type === 20) return bytes.readBigInt64BE(0).toString();
  if (type === 2950) return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
  if (type !== 1184) return bytes.toString();
  return new Date(Number((bytes.readBigInt64BE(0) + MICROSECONDS_TO_2000) / 1000n)).toISOString();
}

function checkProof(proof, { keys, heads }) {
  const { seal } = proof;
  const name = `transaction ${proof.transactionId}`;
  refuseUnless(seal, name, 'it is not sealed yet: fetch the proof again in some minutes');
  const bytes = hex(proof.bytes);
  const row = readLeaf(bytes);
  refuseUnless(row.id === proof.transactionId, name, 'the bytes are those of another transaction');
  const leaf = sha256(Buffer.from([0]), bytes);
  refuseUnless(leaf.toString('hex') === proof.leaf, name, 'its hash is not that of its bytes');
  refuseUnless(seal.size === seal.transactions, name, `the tree has not the size of seal ${seal.number}`);
  refuseUnless(seal.index >= 0 && seal.index < seal.size, name, 'it has no place in the tree');
  const root = rootAbove(leaf, seal.index, seal.size, seal.path);
  refuseUnless(root === seal.merkleRoot, name, `it is not under seal ${seal.number}`);
  checkHead(seal, row.networkId, keys);
  const published = headsOf(row.networkId, heads).find(({ number }) => number === seal.number);
  refuseUnless(!published || published.hash === seal.hash, `seal ${seal.number}`, 'another one was published');
  const own = proof.publications?.find(({ number, timeStamp }) => timeStamp && number === seal.number);
  const stamped = own ? stampedAt(seal, own.timeStamp) : null;
  return { proven: row, seal: seal.number, sealedAt: seal.sealedAt, stamped, published: published !== undefined };
}

function checkChain(lines, { keys, heads }) {
  const [{ chainOf: networkId, lost }, ...seals] = lines;
  let [before, stamped] = [BEFORE_ALL, null];
  for (const seal of seals) {
    checkFollows(seal, before, lost);
    checkHead(seal, networkId, keys);
    if (seal.timeStamp) stamped = { seal: seal.number, at: stampedAt(seal, seal.timeStamp) };
    before = seal;
  }
  const published = checkPublished(networkId, seals, lost, heads);
  const counts = { seals: seals.length, transactions: seals.reduce((sum, seal) => sum + seal.transactions, 0) };
  return { networkId, ...counts, newest: before.hash, stamped, lost, published };
}

/** Each published head is in the chain, unless a restore lost it. */
function checkPublished(networkId, seals, lost, heads) {
  const hashes = new Map(seals.map(({ number, hash }) => [number, hash]));
  const isLost = (number) => lost.some(({ restoredTo, lostUpTo }) => number > restoredTo && number <= lostUpTo);
  const published = headsOf(networkId, heads);
  for (const { number, hash } of published) {
    refuseUnless(hashes.has(number) || isLost(number), `seal ${number}`, 'it was published and is not in the chain');
    refuseUnless((hashes.get(number) ?? hash) === hash, `seal ${number}`, 'another one was published');
  }
  return published.length;
}

/** The published heads of this network that no restore has lost; a file of one network does not name it. */
function headsOf(networkId, lines) {
  const own = lines.filter((line) => (line.networkId ?? networkId) === networkId);
  const upTo = (heads, loss) => heads.filter(({ number }) => number <= loss.restoredTo);
  return own.reduce((heads, line) => (line.lostUpTo ? upTo(heads, line) : heads.concat(line)), []);
}

const checkLines = (lines, known) => ('chainOf' in lines[0] ? checkChain(lines, known) : checkProof(lines[0], known));

function checkWhole(file, { keys, heads }) {
  const { seals, lost, ...found } = checkArchive(file, keys);
  const published = checkPublished(found.networkId, seals, lost, heads);
  return { ...found, seals: seals.length, lost, published };
}

/** One JSON document after the other; each begins a line. */
const readJson = (file) =>
  JSON.parse(
    `[${readFileSync(file, 'utf8')
      .trim()
      .replaceAll(/\n(?=\{)/g, ',')}]`,
  );

try {
  const options = { key: { type: 'string', multiple: true, default: [] }, heads: { type: 'string' } };
  const { values, positionals } = parseArgs({ options, allowPositionals: true });
  if (positionals.length !== 1) throw new Error(HELP);
  const keys = new Map(values.key.map((pair) => pair.split('=')));
  const known = { keys, heads: values.heads ? readJson(values.heads) : [] };
  const found = isArchive(positionals[0])
    ? checkWhole(positionals[0], known)
    : checkLines(readJson(positionals[0]), known);
  console.log(JSON.stringify(found, null, 2));
  console.log(keys.size > 0 ? 'Right.' : 'Right, if the key of the file is that of the network: compare it (--key).');
} catch (error) {
  console.error(error instanceof Refused ? `Refused. ${error.message}.` : error.message);
  process.exitCode = error instanceof Refused ? 1 : 2;
}
