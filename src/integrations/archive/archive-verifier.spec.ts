import { createSecretKey } from 'node:crypto';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { hashOfDocument } from '../../configuration';
import { type SealHead, sealHashOf } from '../../transactions/books/seals/seal-head.rules';
import { SealKeys } from '../../transactions/books/seals/seal-keys';
import { MANIFEST, SIGNATURE } from './archive-manifest';
import { RowsDigest } from './rows-digest';
import { TarWriter } from './tar-file';

type ArchiveRow = Record<string, unknown>;
type Tables = Record<string, ArchiveRow[]>;

const ROOT = path.join(__dirname, '../../..');
const FOLDER = path.join(ROOT, 'packages/verify');
const golden = JSON.parse(readFileSync(path.join(ROOT, 'test/golden/seal-form-1.json'), 'utf8')) as {
  readonly seed: string;
  readonly publicKey: string;
  readonly head: Omit<SealHead, 'previous' | 'merkleRoot'> & { previous: string; merkleRoot: string };
  readonly rows: readonly { readonly transaction: ArchiveRow; readonly transfers: readonly ArchiveRow[] }[];
};
const NETWORK = golden.head.networkId;
const keysOf = (seed: Buffer) => {
  const ring = { id: golden.head.keyId, key: createSecretKey(seed) };
  return new SealKeys(() => ({ newest: ring, keys: new Map([[ring.id, ring]]) }));
};
const keys = keysOf(Buffer.from(golden.seed, 'hex'));
const others = keysOf(Buffer.alloc(32, 9));
const KNOWN = [`--key=${golden.head.keyId}=${golden.publicKey}`];
const DOCUMENT = { name: 'Points', tiers: [{ code: 'BRONZE', ratePpm: 50_000 }] };

const folder = mkdtempSync(path.join(tmpdir(), 'archive-'));
afterAll(() => rmSync(folder, { recursive: true }));
let files = 0;

/** A column's text of the golden file as a member of an archived row. */
function archived(row: ArchiveRow): ArchiveRow {
  const written = Object.entries(row).map(([name, value]): [string, unknown] => {
    if (typeof value !== 'string') return [name, value];
    if (name.endsWith('_at')) return [name, timeOf(value)];
    if (name.endsWith('_hash')) return [name, `\\x${value}`];
    const isNumber = /^-?\d+$/.test(value) && !['receipt_number', 'external_order_id', 'request_id'].includes(name);
    return [name, isNumber ? Number(value) : value];
  });
  return Object.fromEntries(written);
}

function timeOf(micros: string): string {
  if (micros === 'infinity') return micros;
  const seconds = new Date(Number(BigInt(micros) / 1_000_000n) * 1_000).toISOString().slice(0, 19);
  return `${seconds}.${micros.slice(-6)}+00:00`;
}

/** A right network of three transactions under one seal, with its programme and balances. */
function tablesOf(): Tables {
  const ofLaterForms = [
    'guest_count',
    'identified_by',
    'session_id',
    'points_given',
    'fiscal_document',
    'printed_number',
  ];
  const later = Object.fromEntries(ofLaterForms.map((name) => [name, null]));
  const transactions = golden.rows.map(({ transaction }): ArchiveRow => ({ ...later, ...archived(transaction) }));
  const transfers = golden.rows.flatMap((row) => row.transfers.map(archived));
  const program = { version: 1, document: JSON.stringify(DOCUMENT), document_hash: hashOfDocument(DOCUMENT) };
  return {
    transactions,
    transfers,
    events: transactions.map(({ id, xid }) => ({ epoch: 1, xid, id })),
    seals: [sealOf(program)],
    guest_states: statesOf(transfers),
    lots: statesOf(transfers).map(({ guest_id, available }) => ({ guest_id, remaining: available })),
    program_versions: [program],
  };
}

function sealOf(program: ArchiveRow, signer = keys): ArchiveRow {
  const { head } = golden;
  const programs = JSON.stringify([[program['version'], program['document_hash'], 0]]);
  const full: SealHead = {
    ...head,
    form: 2,
    programs,
    previous: Buffer.from(head.previous, 'hex'),
    merkleRoot: Buffer.from(head.merkleRoot, 'hex'),
  };
  const hash = sealHashOf(full);
  const range = (name: string, { epoch, xid, id }: SealHead['to']) => ({
    [`${name}_epoch`]: epoch,
    [`${name}_xid`]: xid,
    [`${name}_id`]: id,
  });
  return {
    number: head.number,
    form: 2,
    programs,
    totals: head.totals,
    key_id: head.keyId,
    transactions: head.transactions,
    transfers: head.transfers,
    sealed_at: new Date(head.sealedAtMs).toISOString(),
    previous: `\\x${head.previous}`,
    merkle_root: `\\x${head.merkleRoot}`,
    hash: `\\x${hash.toString('hex')}`,
    signature: `\\x${signer.newest.sign(hash).toString('hex')}`,
    ...range('from', head.from),
    ...range('to', head.to),
  };
}

/** The guests as the transfers leave them. */
function statesOf(transfers: readonly ArchiveRow[]): ArchiveRow[] {
  const states = new Map<string, Record<string, number>>();
  const add = (kind: unknown, owner: unknown, gain: number) => {
    if (!String(kind).startsWith('GUEST_')) return;
    const state = states.get(String(owner)) ?? { available: 0, pending: 0, held: 0, in_review: 0, receivable: 0 };
    const name = String(kind).slice('GUEST_'.length).toLowerCase();
    states.set(String(owner), { ...state, [name]: (state[name] ?? 0) + gain });
  };
  for (const { debit_kind, debit_owner, credit_kind, credit_owner, amount } of transfers) {
    add(debit_kind, debit_owner, -Number(amount));
    add(credit_kind, credit_owner, Number(amount));
  }
  return [...states].map(([guest_id, state]) => ({ guest_id, ...state }));
}

/**
 * Writes a changed archive. With `resign` the manifest is signed again after the change, as somebody with the key could do. Without `resign`
 * the manifest keeps the digests from before the change.
 */
async function archiveOf(
  tables: Tables,
  {
    signed = tables,
    signer = keys,
    extra,
  }: {
    readonly signed?: Tables;
    readonly signer?: SealKeys;
    readonly extra?: string;
  } = {},
): Promise<string> {
  files += 1;
  const out = path.join(folder, `${String(files)}.tar`);
  const tar = await TarWriter.create(out);
  const linesOf = (rows: readonly ArchiveRow[]) => rows.map((row) => JSON.stringify(row));
  const described = Object.entries(signed).map(([table, rows]) => {
    const digest = new RowsDigest();
    for (const line of linesOf(rows)) digest.add(line);
    return { name: `tables/${table}.jsonl`, table, columns: [], ...digest.end() };
  });
  const manifest = JSON.stringify({
    form: 1,
    createdAt: '2026-11-27T09:00:00Z',
    network: { id: NETWORK, code: 'osteria', name: 'Osteria' },
    seals: { keys: [{ upTo: 1, keys: { k1: signer.newest.publicKey.toString('hex') } }], lost: [] },
    files: described,
  });
  const { newest } = signer;
  const signature = {
    keyId: newest.id,
    publicKey: newest.publicKey.toString('hex'),
    signature: newest.sign(Buffer.from(manifest)).toString('hex'),
  };
  await tar.addText(MANIFEST, manifest);
  await tar.addText(SIGNATURE, JSON.stringify(signature));
  for (const [table, rows] of Object.entries(tables))
    await tar.addText(
      `tables/${table}.jsonl`,
      linesOf(rows)
        .map((line) => `${line}\n`)
        .join(''),
    );
  if (extra !== undefined) await tar.addText(extra, 'text');
  await tar.end();
  return out;
}

function verify(file: string, args: readonly string[] = KNOWN): { code: number | null; output: string } {
  const program = path.join(FOLDER, 'verify.mjs');
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, file, ...args], { encoding: 'utf8' });
  return { code: status, output: stdout + stderr };
}

describe('The verifier of an archive for outsiders', () => {
  it('finds a right one right and says what it proves', async () => {
    const { code, output } = verify(await archiveOf(tablesOf()));
    expect(output).toMatch(/\nRight\.\n$/);
    expect(JSON.parse(output.replace('Right.', ''))).toMatchObject({ transactions: 3, seals: 1, unsealed: 0 });
    expect(code).toBe(0);
  });

  it.each<[string, (tables: Tables) => Tables, string]>([
    [
      'a row',
      (tables) => ({ ...tables, transactions: changed(tables['transactions'], { amount: 1 }) }),
      'tables/transactions.jsonl: a row was changed, between rows 1 and 3',
    ],
    [
      'the order',
      (tables) => ({ ...tables, transactions: [...(tables['transactions'] ?? [])].reverse() }),
      'tables/transactions.jsonl: the order of its rows was changed',
    ],
    [
      'the tail',
      (tables) => ({ ...tables, transfers: (tables['transfers'] ?? []).slice(0, -1) }),
      'tables/transfers.jsonl: its tail was cut off: 2 of 3 rows are there',
    ],
    [
      'a programme',
      (tables) => ({ ...tables, program_versions: changed(tables['program_versions'], { document: '{}' }) }),
      'tables/program_versions.jsonl: a row was changed',
    ],
  ])('refuses one in which a thief changed %s', async (_, change, sentence) => {
    const { code, output } = verify(await archiveOf(change(tablesOf()), { signed: tablesOf() }));
    expect([code, output]).toEqual([1, expect.stringContaining(sentence)]);
  });

  it.each<[string, (tables: Tables) => Tables, string]>([
    [
      'a row',
      (tables) => ({ ...tables, transactions: changed(tables['transactions'], { amount: 1 }) }),
      'seal 1: a row under it was changed',
    ],
    [
      'the tail',
      (tables) => ({ ...tables, events: (tables['events'] ?? []).slice(0, -1) }),
      'seal 1: 3 transactions are under it, 2 are there',
    ],
    [
      'a transfer',
      (tables) => ({ ...tables, transfers: changed(tables['transfers'], { amount: 301 }) }),
      'seal 1: a row under it was changed',
    ],
    [
      'a head',
      (tables) => ({ ...tables, seals: changed(tables['seals'], { totals: '[]' }) }),
      'seal 1: its hash is not that of its fields',
    ],
    [
      'a balance',
      (tables) => ({ ...tables, guest_states: changed(tables['guest_states'], { available: 7 }) }),
      'available is 7, the transfers say',
    ],
    [
      'a lot',
      (tables) => ({ ...tables, lots: [{ guest_id: tables['guest_states']?.[0]?.['guest_id'], remaining: 9 }] }),
      'the open lots have 9',
    ],
    [
      'a programme',
      (tables) => ({ ...tables, program_versions: changed(tables['program_versions'], { document: '{}' }) }),
      'version 1 of the programme: its document was changed',
    ],
    [
      'a programme and its hash',
      (tables) => ({
        ...tables,
        program_versions: changed(tables['program_versions'], {
          document: '{}',
          document_hash: hashOfDocument({}),
        }),
      }),
      'version 1 of the programme: another document of it is under a seal',
    ],
    [
      'a programme away',
      (tables) => ({ ...tables, program_versions: [] }),
      'version 1 of the programme: it is under a seal and is not there',
    ],
  ])('refuses one in which the operator changed %s before it was signed', async (_, change, sentence) => {
    const { code, output } = verify(await archiveOf(change(tablesOf())));
    expect([code, output]).toEqual([1, expect.stringContaining(sentence)]);
  });

  it('refuses another key, a changed list, and a file that the list does not name', async () => {
    const stolen = verify(await archiveOf(tablesOf(), { signer: others }));
    expect([stolen.code, stolen.output]).toEqual([
      1,
      expect.stringContaining('manifest.sig: its key k1 is not one that you know'),
    ]);
    // Even where no key is given, the seal must be signed by the key that the manifest names.
    expect(verify(await archiveOf(tablesOf(), { signer: others }), []).output).toContain(
      'seal 1: key k1 did not sign it',
    );
    expect(verify(await archiveOf(tablesOf(), { extra: 'tables/more.jsonl' })).output).toContain(
      'tables/more.jsonl: the manifest does not name it',
    );
  });
});

/** The rows, with some members of the first one changed. */
function changed(rows: readonly ArchiveRow[] = [], members: ArchiveRow): ArchiveRow[] {
  return rows.map((row, n) => (n === 0 ? { ...row, ...members } : row));
}
