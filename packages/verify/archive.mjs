// Checks a whole archive of a network (docs/archive.md): signature, digests, seals with their rows, programmes, balances.
import { createHash } from 'node:crypto';
import { openSync, readSync } from 'node:fs';
import { checkFollows, checkHead, checkPublished, isSigned } from './verify.mjs';
import { columnsOf, fieldsOf, hex, leafOf, leftOf, nodeOf, recordOf, refuseUnless, sha256 } from './verify.mjs';

const [BLOCK, CHUNK, ROWS_A_PIECE, HALF] = [512, 1 << 16, 1_000, 16];
/** The columns of a leaf, and those of each of its transfers. */
const LEAF = columnsOf(`uuid network_id id,text type,uuid guest_id,int8 guest_version,
  uuid restaurant_id point_of_sale_id shift_id,text actor_kind,uuid actor_id,text channel,uuid related_id,
  text receipt_number external_order_id,date business_date,timestamptz occurred_at recorded_at,int8 amount discount
  points_redeemed points_value payable points_earned points_not_taken available pending held in_review receivable,
  text tier_before tier,json tier_progress,int4 program_version,json items facts details trace,
  text payment_method direction reason_code,bytea comment_hash request_hash,text request_id,int8 xid,
  2 int4 guest_count,3 text identified_by,3 uuid session_id,4 int8 points_given,5 text fiscal_document,5 text printed_number`);
const TRANSFER =
  columnsOf(`uuid network_id transaction_id,int2 n,text code debit_kind,uuid debit_owner,text credit_kind,
  uuid credit_owner,int8 amount,uuid unit lot_id,timestamptz expires_at activates_at`);

/** The files of a tar by name, none of another file; `lines` reads row after row, so that a large file needs little memory. */
function openTar(file) {
  const [handle, entries, header] = [openSync(file), new Map(), Buffer.alloc(BLOCK)];
  for (let at = 0; readSync(handle, header, 0, BLOCK, at) === BLOCK && header.includes('ustar', 257); at += BLOCK) {
    const name = header.toString('utf8', 0, 100).replace(/\0.*/s, '');
    const bytes = header[124] === 0x80 ? Number(header.readBigUInt64BE(128)) : parseInt(header.subarray(124, 136), 8);
    refuseUnless(!entries.has(name), name, 'it is there twice');
    entries.set(name, { at: at + BLOCK, bytes });
    at += Math.ceil(bytes / BLOCK) * BLOCK;
  }
  function* chunks(name) {
    refuseUnless(entries.has(name), name, 'it is not in the archive');
    const { at, bytes } = entries.get(name);
    for (let read = 0; read < bytes; read += CHUNK) {
      const chunk = Buffer.alloc(Math.min(CHUNK, bytes - read));
      refuseUnless(readSync(handle, chunk, 0, chunk.length, at + read) === chunk.length, name, 'it is not whole');
      yield chunk;
    }
  }
  function* lines(name) {
    let rest = Buffer.alloc(0);
    for (const chunk of chunks(name)) {
      rest = Buffer.concat([rest, chunk]);
      for (let end = rest.indexOf('\n'); end >= 0; end = rest.indexOf('\n')) {
        yield rest.subarray(0, end);
        rest = rest.subarray(end + 1);
      }
    }
    if (rest.length > 0) yield rest;
  }
  return { names: [...entries.keys()], text: (name) => Buffer.concat([...chunks(name)]).toString(), lines };
}

/** Refuses a file whose rows differ from those of the manifest, and says how they differ. */
function checkFile(tar, { name, rows, sha256: wanted, anyOrder, pieces }) {
  const whole = createHash('sha256');
  for (const line of tar.lines(name)) whole.update(line).update('\n');
  if (whole.digest('hex') === wanted) return;
  const own = Array.from(tar.lines(name), (line) => sha256(line));
  refuseUnless(own.length >= rows, name, `its tail was cut off: ${own.length} of ${rows} rows are there`);
  refuseUnless(own.length === rows, name, `rows were added: ${own.length} in place of ${rows} are there`);
  const mixed = own.reduce((sum, digest) => sum.map((byte, n) => byte ^ digest[n]), Buffer.alloc(HALF));
  refuseUnless(!mixed.equals(hex(anyOrder)), name, 'the order of its rows was changed');
  for (const [n, digest] of pieces.entries()) {
    const [first, end] = [n * ROWS_A_PIECE, Math.min((n + 1) * ROWS_A_PIECE, rows)];
    const isSame = sha256(...own.slice(first, end)).equals(hex(digest));
    refuseUnless(isSame, name, `a row was changed, between rows ${first + 1} and ${end}`);
  }
  refuseUnless(false, name, 'it was changed');
}

/** The hash of the leaf of a transaction with its transfers. */
function hashOfRow(row, transfers) {
  const form = Math.max(...LEAF.map((column) => (row[column.name] === null ? 1 : column.form)));
  const first = recordOf([['int4', form], ...fieldsOf(LEAF, row, form), ['int4', transfers.length]]);
  return leafOf(Buffer.concat([first, ...transfers.map((transfer) => recordOf(fieldsOf(TRANSFER, transfer, 1)))]));
}
const rootOf = (leaves, left = leftOf(leaves.length)) =>
  leaves.length === 1 ? leaves[0] : nodeOf(rootOf(leaves.slice(0, left)), rootOf(leaves.slice(left)));

/** The canonical text of a document, whose hash a seal covers: members sorted, no spaces. */
function canonical(value) {
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(canonical).join()}]`;
  const member = (name) => `${JSON.stringify(name)}:${canonical(value[name])}`;
  return `{${Object.keys(value).sort().map(member).join()}}`;
}

/** Transactions with their transfers: both files are in the order of the transaction's id. */
function* journalOf(rowsOf) {
  const transfers = rowsOf('transfers');
  let next = transfers.next();
  for (const row of rowsOf('transactions')) {
    const own = [];
    for (; !next.done && next.value.transaction_id === row.id; next = transfers.next()) own.push(next.value);
    yield { row, own };
  }
  refuseUnless(next.done, 'tables/transfers.jsonl', `a row belongs to no transaction: ${next.value?.transaction_id}`);
}

/** The gain of both accounts of a transfer, by kind, owner and unit; points have no unit. */
const gainsOf = (transfer) => [
  [`${transfer.debit_kind} ${transfer.debit_owner} ${transfer.unit ?? ''}`, -transfer.amount],
  [`${transfer.credit_kind} ${transfer.credit_owner} ${transfer.unit ?? ''}`, transfer.amount],
];
const isGuests = (account) => account.startsWith('GUEST_');
const addTo = (sums, key, gain) => sums.set(key, (sums.get(key) ?? 0) + gain);
const totalsOf = (sums) => {
  const parts = [...sums].sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, sum]) => [...key.split(' '), sum]);
  return JSON.stringify(parts.map(([kind, owner, unit, sum]) => [kind, owner, unit || null, sum]));
};
const isAfter = (a, b) => a.epoch - b.epoch || a.xid - b.xid || Number(a.id > b.id) - Number(a.id < b.id);

/** Each seal against the rows that it covers; a row is named by the first of its seal. */
function checkSeals(heads, events, leaves, { networkId, lost, keys }) {
  const [sums, programs] = [new Map(), new Map()];
  let at = 0;
  for (const [n, seal] of heads.entries()) {
    checkFollows(seal, heads[n - 1], lost);
    checkHead(seal, networkId, keys);
    const [name, first] = [`seal ${seal.number}`, at];
    const end = { epoch: seal.to_epoch, xid: seal.to_xid, id: seal.to_id };
    while (at < events.length && isAfter(events[at], end) <= 0) at += 1;
    const [covered, wanted] = [events.slice(first, at).map(({ id }) => leaves.get(id)), seal.transactions];
    refuseUnless(covered.length === wanted, name, `${wanted} transactions are under it, ${covered.length} are there`);
    const root = rootOf(covered.map(({ hash }) => hash));
    refuseUnless(root.equals(hex(seal.merkle_root)), name, `a row under it was changed, after ${events[first].id}`);
    for (const [account, gain] of covered.flatMap(({ gains }) => gains)) addTo(sums, account, gain);
    refuseUnless(totalsOf(sums) === seal.totals, name, 'its totals are not those of the transfers up to it');
    for (const [version, hash] of JSON.parse(seal.programs ?? '[]')) programs.set(version, hash);
  }
  return { programs, unsealed: events.length - at };
}

/** Each version of the programme against its hash, and against the seals. */
function checkPrograms(rowsOf, programs) {
  const there = new Map();
  for (const { version, document, document_hash: stored } of rowsOf('program_versions')) {
    const hash = sha256(Buffer.from(canonical(JSON.parse(document)))).toString('hex');
    refuseUnless(hash === stored, `version ${version} of the programme`, 'its document was changed');
    there.set(version, hash);
  }
  for (const [version, hash] of programs) {
    const name = `version ${version} of the programme`;
    refuseUnless(there.has(version), name, 'it is under a seal and is not there');
    refuseUnless(there.get(version) === hash, name, 'another document of it is under a seal');
  }
}

/** The balances of guests and their open lots against the transfers. */
function checkBalances(rowsOf, balances) {
  const lots = new Map();
  for (const { guest_id, remaining } of rowsOf('lots')) addTo(lots, guest_id, remaining);
  for (const row of rowsOf('guest_states')) {
    const name = `guest ${row.guest_id}`;
    for (const kind of ['available', 'pending', 'held', 'in_review', 'receivable']) {
      const sum = balances.get(`GUEST_${kind.toUpperCase()} ${row.guest_id} `) ?? 0;
      const moved = kind === 'receivable' ? 0 - sum : sum;
      refuseUnless(row[kind] === moved, name, `${kind} is ${row[kind]}, the transfers say ${moved}`);
    }
    const points = Math.max(row.available, 0) + row.pending + row.held + row.in_review;
    const open = lots.get(row.guest_id) ?? 0;
    refuseUnless(points === open, name, `the balance is ${points}, the open lots have ${open}`);
  }
}

/** @returns what was checked, nothing of another file; refuses by the name of a file, a seal, a guest or a version */
export function checkArchive(path, { keys, heads }) {
  const tar = openTar(path);
  if (tar.names.length === 0) return undefined;
  const [text, signature] = [tar.text('manifest.json'), JSON.parse(tar.text('manifest.sig'))];
  const isKnown = keys.size === 0 || [...keys.values()].includes(signature.publicKey);
  refuseUnless(isKnown, 'manifest.sig', `its key ${signature.keyId} is not one that you know`);
  const isSame = isSigned(Buffer.from(text), signature.publicKey, signature.signature);
  refuseUnless(isSame, 'manifest.json', 'it was changed after it was signed');
  const { network, createdAt, files, seals: sealed } = JSON.parse(text);
  const { keys: rings, lost } = sealed;
  const named = new Set(['manifest.json', 'manifest.sig', ...files.map(({ name }) => name)]);
  for (const name of tar.names) refuseUnless(named.has(name), name, 'the manifest does not name it');
  for (const each of files) checkFile(tar, each);
  const rowsOf = function* (table) {
    for (const line of tar.lines(`tables/${table}.jsonl`)) yield JSON.parse(line.toString());
  };
  const [leaves, balances] = [new Map(), new Map()];
  for (const { row, own } of journalOf(rowsOf)) {
    const gains = own.flatMap(gainsOf);
    leaves.set(row.id, { hash: hashOfRow(row, own), gains: gains.filter(([account]) => !isGuests(account)) });
    for (const [account, gain] of gains) if (isGuests(account)) addTo(balances, account, gain);
  }
  const withKey = (row) => ({ ...row, publicKey: rings.find(({ upTo }) => row.number <= upTo)?.keys[row.key_id] });
  const seals = Array.from(rowsOf('seals'), withKey).sort((a, b) => a.number - b.number);
  const events = [...rowsOf('events')].filter(({ id }) => leaves.has(id)).sort(isAfter);
  const { programs, unsealed } = checkSeals(seals, events, leaves, { networkId: network.id, lost, keys });
  checkPrograms(rowsOf, programs);
  checkBalances(rowsOf, balances);
  const published = checkPublished(network.id, seals, lost, heads);
  const counts = { transactions: leaves.size, unsealed, seals: seals.length, newest: seals.at(-1)?.hash.slice(2) };
  return { networkId: network.id, code: network.code, createdAt, ...counts, lost, published };
}
