import { createSecretKey } from 'node:crypto';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { timeStampAnswer } from '../../../../test/doubles/time-stamp-double';
import { merklePathOf } from './merkle.rules';
import { type JournalPosition, type SealHead, sealHashOf } from './seal-head.rules';
import { SealKeys } from './seal-keys';
import { type WrittenSeal, writtenSealOf } from './written-seal.rules';

interface Golden {
  readonly seed: string;
  readonly rows: readonly { readonly transaction: { id: string }; readonly bytes: string; readonly leaf: string }[];
  readonly head: Omit<SealHead, 'previous' | 'merkleRoot' | 'programs'> & { previous: string; merkleRoot: string };
  readonly publicKey: string;
}

const ROOT = path.join(__dirname, '../../../..');
const PROGRAM = path.join(ROOT, 'packages/verify/verify.mjs');
const golden = JSON.parse(readFileSync(path.join(ROOT, 'test/golden/seal-form-1.json'), 'utf8')) as Golden;
const ring = { id: golden.head.keyId, key: createSecretKey(Buffer.from(golden.seed, 'hex')) };
const keys = new SealKeys(() => ({ newest: ring, keys: new Map([[ring.id, ring]]) }));
const KNOWN = `--key=${ring.id}=${golden.publicKey}`;
const ZEROS = '0'.repeat(64);

const first = sealOf({});
const second = sealOf({ form: 2, number: 2, previous: first.hash, from: first.to, to: positionAfter(first.to, 1) });
const third = sealOf({ form: 2, number: 3, previous: second.hash, from: second.to, to: positionAfter(first.to, 2) });
const start = { chainOf: golden.head.networkId, lost: [] as object[] };
const proof = proofOf(1);

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'verify-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('The verifier for outsiders', () => {
  it('is one file under 200 lines, with a second one for archives, and imports nothing but Node.js', () => {
    const files = readdirSync(path.dirname(PROGRAM)).filter((name) => name.endsWith('.mjs'));
    expect(files).toEqual(['archive.mjs', 'verify.mjs']);
    for (const file of files) {
      const text = readFileSync(path.join(path.dirname(PROGRAM), file), 'utf8');
      expect([file, text.split('\n').length < 200]).toEqual([file, true]);
      const named = [...text.matchAll(/ from '([^']+)'/g)].map(([, name]) => name ?? '');
      expect(named.filter((name) => !/^(node:|\.\/)/.test(name))).toEqual([]);
    }
  });

  it.each([0, 1, 2])('finds the proof of row %i right and says what it proves', (n) => {
    const { code, output } = verify([proofOf(n)], KNOWN);
    expect(output).toContain(`"id": "${golden.rows[n]?.transaction.id ?? ''}"`);
    expect(output).toMatch(/\nRight\.\n$/);
    expect(code).toBe(0);
  });

  it('asks to compare the key where it knows none', () => {
    expect(verify([proof]).output).toContain('compare it (--key)');
  });

  it.each<[string, object, string]>([
    [
      'a row',
      { ...proof, bytes: proof.bytes.replace(/.$/, (last) => (last === '0' ? '1' : '0')) },
      'its hash is not that of its bytes',
    ],
    [
      'another transaction',
      { ...proof, transactionId: proofOf(0).transactionId },
      'the bytes are those of another transaction',
    ],
    ['a place', { ...proof, seal: { ...proof.seal, index: 0 } }, 'it is not under seal 1'],
    [
      'a step of the path',
      { ...proof, seal: { ...proof.seal, path: [ZEROS, ...proof.seal.path.slice(1)] } },
      'it is not under seal 1',
    ],
    [
      'a path too long',
      { ...proof, seal: { ...proof.seal, path: [...proof.seal.path, ZEROS] } },
      'it is not under seal 1',
    ],
    ['a total', { ...proof, seal: { ...proof.seal, totals: '[]' } }, 'seal 1: its hash is not that of its fields'],
    ['a signature', { ...proof, seal: { ...proof.seal, signature: ZEROS + ZEROS } }, 'seal 1: key k1 did not sign it'],
    [
      'a key',
      { ...proof, seal: { ...proof.seal, publicKey: ZEROS } },
      'seal 1: its key k1 is not the one that you know',
    ],
    ['no seal', { ...proof, sealed: false, seal: null }, 'it is not sealed yet'],
  ])('refuses a proof with %s changed', (_, changed, sentence) => {
    const { code, output } = verify([changed], KNOWN);
    expect(output).toContain(sentence);
    expect(code).toBe(1);
  });

  it('finds a chain right, also behind seals that a restore lost', () => {
    expect(verify([start, first, second, third], KNOWN).output).toContain('"seals": 3');
    const later = sealOf({
      form: 2,
      number: 6,
      previous: second.hash,
      from: second.to,
      to: positionAfter(first.to, 2),
    });
    const lost = [{ restoredTo: 2, hash: second.hash, lostUpTo: 5, at: second.sealedAt }];
    expect(verify([{ ...start, lost }, first, second, later], KNOWN).code).toBe(0);
    expect(verify([start, first, second, later], KNOWN).output).toContain(
      'seal 6: it stands where seal 3 has to stand',
    );
  });

  it.each<[string, object[], string]>([
    ['a seal taken out', [first, third], 'seal 3: it stands where seal 2 has to stand'],
    ['two seals in another order', [second, first, third], 'seal 2: it stands where seal 1 has to stand'],
    ['a head', [first, { ...second, transactions: 9 }, third], 'seal 2: its hash is not that of its fields'],
    [
      'a seal made anew',
      [first, sealOf({ form: 2, number: 2, previous: ZEROS, from: second.from, to: second.to }), third],
      'seal 2: it does not follow seal 1',
    ],
    [
      'a range',
      [first, sealOf({ number: 2, previous: first.hash }), third],
      'its range does not begin where that of seal 1 ends',
    ],
    ['a key', [first, { ...second, keyId: 'k2' }, third], 'seal 2: its hash is not that of its fields'],
    ['the tail cut off', [first, second], 'seal 3: it was published and is not in the chain'],
  ])('refuses a chain with %s', (_, seals, sentence) => {
    const heads = path.join(folder, 'heads.jsonl');
    writeFileSync(heads, [first, third].map((head) => JSON.stringify(head)).join('\n'));
    const { code, output } = verify([start, ...seals], KNOWN, `--heads=${heads}`);
    expect(output).toContain(sentence);
    expect(code).toBe(1);
  });

  it('says when a seal was stamped, and refuses the stamp of another hash', () => {
    const stamp = timeStampAnswer(Buffer.from(second.hash, 'hex'), Buffer.alloc(8, 0x41)).toString('base64');
    const { output, code } = verify([start, first, { ...second, timeStamp: stamp }, third], KNOWN);
    expect(output).toMatch(/"stamped": \{\s+"seal": 2,\s+"at": "2026-11-27T03:17:10Z"/);
    expect(code).toBe(0);
    const wrong = verify([start, { ...first, timeStamp: stamp }, second], KNOWN);
    expect(wrong.output).toContain('seal 1: its time stamp is of another hash');
    const own = timeStampAnswer(Buffer.from(first.hash, 'hex'), Buffer.alloc(8, 0x41)).toString('base64');
    const stamped = (number: number, timeStamp: string) => [{ place: 'TIMESTAMP', number, timeStamp }];
    expect(verify([{ ...proof, publications: stamped(1, own) }], KNOWN).output).toContain('"stamped": "2026-11-27');
    expect(verify([{ ...proof, publications: stamped(1, stamp) }], KNOWN).code).toBe(1);
    expect(verify([{ ...proof, publications: stamped(2, stamp) }], KNOWN).output).toContain('"stamped": null');
  });

  it('takes the lines of its network from a file for all networks, and lost seals as the chain names them', () => {
    const heads = path.join(folder, 'all.jsonl');
    const other = { ...third, networkId: '00000000-0000-7000-8000-000000000001', number: 1 };
    const own = { ...third, networkId: golden.head.networkId };
    writeFileSync(heads, [other, own].map((head) => JSON.stringify(head)).join('\n'));
    expect(verify([start, first, second, third], KNOWN, `--heads=${heads}`).output).toContain('"published": 1');
    const cut = verify([start, first, second], KNOWN, `--heads=${heads}`);
    expect(cut.output).toContain('seal 3: it was published and is not in the chain');
    const lost = [{ restoredTo: 2, hash: second.hash, lostUpTo: 3, at: second.sealedAt }];
    expect(verify([{ ...start, lost }, first, second], KNOWN, `--heads=${heads}`).code).toBe(0);
  });

  it('ends with 2 where there is nothing to check', () => {
    expect(spawnSync(process.execPath, [PROGRAM], { encoding: 'utf8' }).status).toBe(2);
  });
});

function verify(lines: readonly object[], ...args: string[]): { code: number | null; output: string } {
  const file = path.join(folder, 'file.json');
  writeFileSync(file, lines.map((line) => JSON.stringify(line)).join('\n'));
  const { status, stdout, stderr } = spawnSync(process.execPath, [PROGRAM, file, ...args], { encoding: 'utf8' });
  return { code: status, output: stdout + stderr };
}

function sealOf({
  previous,
  ...changes
}: Partial<Omit<SealHead, 'previous' | 'merkleRoot'>> & { previous?: string }): WrittenSeal {
  const { head } = golden;
  const full: SealHead = {
    ...head,
    programs: null,
    merkleRoot: Buffer.from(head.merkleRoot, 'hex'),
    ...changes,
    previous: Buffer.from(previous ?? head.previous, 'hex'),
    networkId: head.networkId,
  };
  const hash = sealHashOf(full);
  return writtenSealOf({ ...full, hash, signature: keys.newest.sign(hash) }, keys);
}

function positionAfter(position: JournalPosition, more: number): JournalPosition {
  return { ...position, xid: position.xid + more };
}

function proofOf(index: number) {
  const leaves = golden.rows.map(({ leaf }) => Buffer.from(leaf, 'hex'));
  const row = golden.rows[index];
  if (row === undefined) throw new Error('no such row');
  const way = merklePathOf(leaves, index).map((node) => node.toString('hex'));
  const { bytes, leaf, transaction } = row;
  return {
    transactionId: transaction.id,
    sealed: true,
    bytes,
    leaf,
    seal: { ...first, index, size: leaves.length, path: way },
  };
}
