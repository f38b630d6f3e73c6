import { isUnderRoot, leafHashOf, merklePathOf, merkleRootOf, sha256 } from './merkle.rules';

const leaves = (size: number): Buffer[] =>
  Array.from({ length: size }, (_, index) => leafHashOf(Buffer.from(`leaf ${String(index)}`)));
const node = (left: Buffer, right: Buffer): Buffer => sha256(Buffer.concat([Buffer.from([1]), left, right]));

describe('the Merkle tree', () => {
  it('has the hash of an empty leaf that RFC 9162 gives', () => {
    expect(leafHashOf(Buffer.alloc(0)).toString('hex')).toBe(
      '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
    );
  });

  it('splits at the largest power of two below the size', () => {
    const [a, b, c, d, e] = leaves(5) as [Buffer, Buffer, Buffer, Buffer, Buffer];
    expect(merkleRootOf([a])).toEqual(a);
    expect(merkleRootOf([a, b, c])).toEqual(node(node(a, b), c));
    expect(merkleRootOf([a, b, c, d, e])).toEqual(node(node(node(a, b), node(c, d)), e));
  });

  it('proves every leaf of every size up to 40, and nothing else', () => {
    const stranger = leafHashOf(Buffer.from('stranger'));
    for (let size = 1; size <= 40; size += 1) {
      const all = leaves(size);
      const root = merkleRootOf(all);
      all.forEach((leaf, index) => {
        const path = merklePathOf(all, index);
        expect(isUnderRoot(leaf, index, size, path, root)).toBe(true);
        expect(isUnderRoot(stranger, index, size, path, root)).toBe(false);
        expect(isUnderRoot(leaf, index, size, [...path, stranger], root)).toBe(false);
        if (path.length > 0) expect(isUnderRoot(leaf, index, size, path.slice(1), root)).toBe(false);
        if (index > 0) expect(isUnderRoot(leaf, index - 1, size, path, root)).toBe(false);
      });
    }
  });

  it('takes no hash that is shorter or longer than one', () => {
    const all = leaves(2);
    const [first, second] = all as [Buffer, Buffer];
    const root = merkleRootOf(all);
    expect(isUnderRoot(first, 0, 2, [second], root)).toBe(true);
    expect(isUnderRoot(first, 0, 2, [second.subarray(0, 31)], root)).toBe(false);
    expect(isUnderRoot(first, 0, 2, [Buffer.concat([second, Buffer.alloc(1)])], root)).toBe(false);
  });

  it('refuses a place that no leaf has', () => {
    const all = leaves(3);
    expect(() => merklePathOf(all, 3)).toThrow(RangeError);
    expect(() => merkleRootOf([])).toThrow(RangeError);
    expect(isUnderRoot(all[0] ?? Buffer.alloc(0), 3, 3, [], merkleRootOf(all))).toBe(false);
  });
});
