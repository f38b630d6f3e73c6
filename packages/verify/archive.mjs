// The checks of a whole archive of a network (docs/archive.md): the signature, the digests, each seal against the rows that it
// covers, the programmes, and the balances against the transfers.
import { BEFORE_ALL, checkFollows, checkHead, isSigned, recordOf, refuseUnless, sha256 } from './seal.mjs';
import { checkFile, openTar } from './tar.mjs';

/** The columns of a leaf, each with its type; those after a number came with that form. */
const LEAF = columnsOf(`uuid network_id id,text type,uuid guest_id,int8 guest_version,
  uuid restaurant_id point_of_sale_id shift_id,text actor_kind,uuid actor_id,text channel,uuid related_id,
  text receipt_number external_order_id,date business_date,timestamptz occurred_at recorded_at,int8 amount discount
  points_redeemed points_value payable points_earned points_not_taken available pending held in_review receivable,
  text tier_before tier,json tier_progress,int4 program_version,json items facts details trace,
  text payment_method direction reason_code,bytea comment_hash request_hash,text request_id,int8 xid,
  2 int4 guest_count,3 text identified_by,3 uuid session_id,4 int8 points_given`);
const TRANSFER =
  columnsOf(`uuid network_id transaction_id,int2 n,text code debit_kind,uuid debit_owner,text credit_kind,
  uuid credit_owner,int8 amount,uuid unit lot_id,timestamptz expires_at activates_at`);
const STATES = ['available', 'pending', 'held', 'in_review', 'receivable'];

function columnsOf(text) {
  return text.split(',').flatMap((group) => {
    const [first, ...rest] = group.trim().split(/\s+/);
    const [form, type, names] = Number(first) ? [Number(first), rest[0], rest.slice(1)] : [1, first, rest];
    return names.map((name) => ({ name, type, form }));
  });
}

const plainOf = (value, type) => (type === 'bytea' && value !== null ? value.slice(2) : value);
const fieldsOf = (columns, row) => columns.map(({ name, type }) => [type, plainOf(row[name], type)]);

/** The hash of the leaf of a transaction with its transfers. */
function leafOf(row, transfers) {
  const form = Math.max(...LEAF.map((column) => (row[column.name] === null ? 1 : column.form)));
  const columns = LEAF.filter((column) => column.form <= form);
  const first = recordOf([['int4', form], ...fieldsOf(columns, row), ['int4', transfers.length]]);
  return sha256(Buffer.from([0]), first, ...transfers.map((transfer) => recordOf(fieldsOf(TRANSFER, transfer))));
}

/** The root over leaves (RFC 9162, section 2.1). */
function rootOf(leaves) {
  if (leaves.length === 1) return leaves[0];
  const middle = 2 ** Math.floor(Math.log2(leaves.length - 1));
  return sha256(Buffer.from([1]), rootOf(leaves.slice(0, middle)), rootOf(leaves.slice(middle)));
}

/** The canonical text of a document, whose hash a seal covers: members sorted, no spaces. */
function canonical(value) {
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(canonical).join()}]`;
  const members = Object.keys(value).sort();
  return `{${members.map((name) => `${JSON.stringify(name)}:${canonical(value[name])}`).join()}}`;
}

const positionOf = (row, name) => ({ epoch: row[`${name}_epoch`], xid: row[`${name}_xid`], id: row[`${name}_id`] });
const isAfter = (a, b) => a.epoch - b.epoch || a.xid - b.xid || (a.id < b.id ? -1 : Number(a.id > b.id));

/** A row of the seals as the head of a chain. */
function sealOf(row, keysOf) {
  const bytes = Object.fromEntries(['previous', 'hash', 'signature'].map((name) => [name, row[name].slice(2)]));
  const { number, form, transactions, transfers, totals, programs, key_id: keyId, sealed_at: sealedAt } = row;
  const publicKey = keysOf.find(({ upTo }) => number <= upTo)?.keys[keyId];
  const range = { from: positionOf(row, 'from'), to: positionOf(row, 'to'), merkleRoot: row.merkle_root.slice(2) };
  return { number, form, transactions, transfers, totals, programs, keyId, sealedAt, publicKey, ...bytes, ...range };
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

/** Both accounts of a transfer with what each gains. */
const sidesOf = ({ debit_kind, debit_owner, credit_kind, credit_owner, unit, amount }) => [
  { kind: debit_kind, owner: debit_owner, unit, gain: -amount },
  { kind: credit_kind, owner: credit_owner, unit, gain: amount },
];
const isGuests = ({ kind }) => kind.startsWith('GUEST_');
const addTo = (sums, key, gain) => sums.set(key, (sums.get(key) ?? 0) + gain);
const totalsOf = (sums) => {
  const parts = [...sums].sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, sum]) => [...key.split(' '), sum]);
  return JSON.stringify(parts.map(([kind, owner, unit, sum]) => [kind, owner, unit || null, sum]));
};

/** Each seal against the rows that it covers; a row is named by the first of its seal. */
function checkSeals(seals, leaves, rowsOf, { networkId, lost, keys }) {
  const events = [...rowsOf('events')].filter(({ id }) => leaves.has(id)).sort(isAfter);
  const [sums, programs] = [new Map(), new Map()];
  let [before, at] = [BEFORE_ALL, 0];
  for (const seal of seals) {
    checkFollows(seal, before, lost);
    checkHead(seal, networkId, keys);
    const covered = [];
    for (; at < events.length && isAfter(events[at], seal.to) <= 0; at += 1) covered.push(leaves.get(events[at].id));
    const name = `seal ${seal.number}`;
    const there = covered.length;
    refuseUnless(
      there === seal.transactions,
      name,
      `${seal.transactions} transactions are under it, ${there} are there`,
    );
    const root = rootOf(covered.map(({ hash }) => hash)).toString('hex');
    refuseUnless(root === seal.merkleRoot, name, `a row under it was changed, after ${events[at - there].id}`);
    for (const { sides } of covered) for (const [key, gain] of sides) addTo(sums, key, gain);
    refuseUnless(totalsOf(sums) === seal.totals, name, 'its totals are not those of the transfers up to it');
    for (const [version, hash] of JSON.parse(seal.programs ?? '[]')) programs.set(version, hash);
    before = seal;
  }
  return { programs, unsealed: events.length - at, newest: before.hash };
}

/** The balances of guests and their open lots against the transfers. */
function checkBalances(rowsOf, balances) {
  const lots = new Map();
  for (const { guest_id, remaining } of rowsOf('lots')) addTo(lots, guest_id, remaining);
  for (const row of rowsOf('guest_states')) {
    const name = `guest ${row.guest_id}`;
    for (const kind of STATES) {
      const moved =
        (balances.get(`${row.guest_id} GUEST_${kind.toUpperCase()}`) ?? 0) * (kind === 'receivable' ? -1 : 1);
      refuseUnless(row[kind] === moved, name, `${kind} is ${row[kind]}, the transfers say ${moved}`);
    }
    const points = Math.max(row.available, 0) + row.pending + row.held + row.in_review;
    const open = lots.get(row.guest_id) ?? 0;
    refuseUnless(points === open, name, `the balance is ${points}, the open lots have ${open}`);
  }
}

/** @returns what was checked; refuses by the name of a file, a seal, a guest or a version of the programme */
export function checkArchive(file, keys) {
  const tar = openTar(file);
  const [text, signature] = [tar.text('manifest.json'), JSON.parse(tar.text('manifest.sig'))];
  const isKnown = keys.size === 0 || [...keys.values()].includes(signature.publicKey);
  refuseUnless(isKnown, 'manifest.sig', `its key ${signature.keyId} is not one that you know`);
  const right = isSigned(Buffer.from(text), signature.publicKey, signature.signature);
  refuseUnless(right, 'manifest.json', 'it was changed after it was signed');
  const manifest = JSON.parse(text);
  const named = ['manifest.json', 'manifest.sig', ...manifest.files.map(({ name }) => name)];
  for (const name of tar.names) refuseUnless(named.includes(name), name, 'the manifest does not name it');
  for (const each of manifest.files) checkFile(tar, each);

  const rowsOf = function* (table) {
    for (const line of tar.lines(`tables/${table}.jsonl`)) yield JSON.parse(line.toString());
  };
  const networkId = manifest.network.id;
  const [leaves, balances] = [new Map(), new Map()];
  for (const { row, own } of journalOf(rowsOf)) {
    const sides = own.flatMap(sidesOf);
    const others = sides.filter((side) => !isGuests(side));
    const gains = others.map(({ kind, owner, unit, gain }) => [`${kind} ${owner} ${unit ?? ''}`, gain]);
    leaves.set(row.id, { hash: leafOf(row, own), sides: gains });
    const points = sides.filter((side) => isGuests(side) && side.unit === null);
    for (const { kind, owner, gain } of points) addTo(balances, `${owner} ${kind}`, gain);
  }
  const seals = [...rowsOf('seals')].sort((a, b) => a.number - b.number);
  const heads = seals.map((row) => sealOf(row, manifest.seals.keys));
  const { lost } = manifest.seals;
  const { programs, unsealed, newest } = checkSeals(heads, leaves, rowsOf, { networkId, lost, keys });
  for (const { version, document, document_hash: stored } of rowsOf('program_versions')) {
    const name = `version ${version} of the programme`;
    const hash = sha256(Buffer.from(canonical(JSON.parse(document)))).toString('hex');
    refuseUnless(hash === stored, name, 'its document was changed');
    refuseUnless((programs.get(version) ?? hash) === hash, name, 'another document of it is under a seal');
    programs.delete(version);
  }
  for (const version of programs.keys())
    refuseUnless(false, `version ${version} of the programme`, 'it is under a seal and is not there');
  checkBalances(rowsOf, balances);
  return {
    networkId,
    code: manifest.network.code,
    createdAt: manifest.createdAt,
    transactions: leaves.size,
    unsealed,
    newest,
    seals: heads,
    lost,
  };
}
