import { readFileSync } from 'node:fs';
import path from 'node:path';
import { createSecretKey } from 'node:crypto';
import { type ColumnTexts, LEAF_FORMS, leafBytesOf, transactionColumns } from './leaf-form.rules';
import { leafHashOf, merkleRootOf } from './merkle.rules';
import { recordOf } from './record-form.rules';
import { comparePositions, type JournalPosition, sealHashOf } from './seal-head.rules';
import { SealKeys } from './seal-keys';

/** A sealed range as rows in and every figure out; recomputed once by a program in another language. */
interface Golden {
  readonly seed: string;
  readonly rows: readonly {
    readonly transaction: ColumnTexts;
    readonly transfers: readonly ColumnTexts[];
    readonly bytes: string;
    readonly leaf: string;
  }[];
  readonly head: {
    readonly form: number;
    readonly networkId: string;
    readonly number: number;
    readonly previous: string;
    readonly from: JournalPosition;
    readonly to: JournalPosition;
    readonly transactions: number;
    readonly transfers: number;
    readonly merkleRoot: string;
    readonly totals: string;
    readonly sealedAtMs: number;
    readonly keyId: string;
  };
  readonly hash: string;
  readonly signature: string;
  readonly publicKey: string;
}

const FOLDER = path.join(__dirname, '../../../../test/golden');
const golden = goldenOf<Golden>('seal-form-1.json');

function goldenOf<Content>(file: string): Content {
  return JSON.parse(readFileSync(path.join(FOLDER, file), 'utf8')) as Content;
}

describe('the form of a seal', () => {
  it.each(LEAF_FORMS)('gives the bytes and the leaf of each row in form %i', (form) => {
    const { rows } = form === 1 ? golden : goldenOf<Pick<Golden, 'rows'>>(`leaf-form-${String(form)}.json`);
    for (const { transaction, transfers, bytes, leaf } of rows) {
      expect(bytes).toMatch(new RegExp(`^.{8}0000001700000004${form.toString(16).padStart(8, '0')}`));
      expect(leafBytesOf(transaction, transfers).toString('hex')).toBe(bytes);
      expect(leafHashOf(Buffer.from(bytes, 'hex')).toString('hex')).toBe(leaf);
    }
  });

  it('is the one without the columns that a row has nothing in', () => {
    const [row] = golden.rows;
    const added = Object.fromEntries(transactionColumns(Math.max(...LEAF_FORMS)).map(({ name }) => [name, null]));
    expect(leafBytesOf({ ...added, ...row?.transaction }, row?.transfers ?? []).toString('hex')).toBe(row?.bytes);
  });

  it('gives root, hash and signature of the head', () => {
    const { head } = golden;
    expect(merkleRootOf(golden.rows.map((row) => Buffer.from(row.leaf, 'hex'))).toString('hex')).toBe(head.merkleRoot);
    const hash = sealHashOf({
      ...head,
      programs: null,
      previous: Buffer.from(head.previous, 'hex'),
      merkleRoot: Buffer.from(head.merkleRoot, 'hex'),
    });
    expect(hash.toString('hex')).toBe(golden.hash);
    const key = { id: head.keyId, key: createSecretKey(Buffer.from(golden.seed, 'hex')) };
    const keys = new SealKeys(() => ({ newest: key, keys: new Map([[key.id, key]]) }));
    expect(keys.newest.publicKey.toString('hex')).toBe(golden.publicKey);
    expect(keys.newest.sign(hash).toString('hex')).toBe(golden.signature);
    const signature = Buffer.from(golden.signature, 'hex');
    expect(keys.check({ ...head, hash, signature })).toBe('valid');
    expect(keys.check({ ...head, hash: Buffer.alloc(32), signature })).toBe('wrong');
    expect(keys.check({ ...head, keyId: 'another', hash, signature })).toBe('unknown');
  });

  it('has the versions of the programme in form 2, and says none as null', () => {
    const { heads } = goldenOf<{ heads: { head: Golden['head'] & { programs: string | null }; hash: string }[] }>(
      'seal-form-2.json',
    );
    for (const { head, hash } of heads) {
      const [previous, merkleRoot] = [Buffer.from(head.previous, 'hex'), Buffer.from(head.merkleRoot, 'hex')];
      expect(sealHashOf({ ...head, previous, merkleRoot }).toString('hex')).toBe(hash);
    }
    expect(heads.map(({ head }) => head.programs === null)).toEqual([false, true]);
  });

  it('counts bytes, not characters, and tells null from an empty text', () => {
    const bytesOf = (text: string | null): string => recordOf([['text', text]]).toString('hex');
    expect(bytesOf('Ж')).toBe('00000001' + '00000019' + '00000002' + 'd096');
    expect(bytesOf('')).toBe('00000001' + '00000019' + '00000000');
    expect(bytesOf(null)).toBe('00000001' + '00000019' + 'ffffffff');
  });

  it('needs every column', () => {
    const [row] = golden.rows;
    const { amount: _, ...incomplete } = row?.transaction ?? {};
    expect(() => leafBytesOf(incomplete, [])).toThrow('the form of a leaf needs the column amount');
  });
});

describe('positions', () => {
  it('sort by epoch, then transaction of the database, then id', () => {
    const id = (last: string): string => `01a19467-e800-7000-8000-00000000000${last}`;
    const sorted: JournalPosition[] = [
      { epoch: 1, xid: 9, id: id('9') },
      { epoch: 2, xid: 1, id: id('a') },
      { epoch: 2, xid: 1, id: id('b') },
      { epoch: 2, xid: 10, id: id('1') },
    ];
    expect([...sorted].reverse().sort(comparePositions)).toEqual(sorted);
    expect(comparePositions(sorted[0] as JournalPosition, { ...(sorted[0] as JournalPosition) })).toBe(0);
  });
});
