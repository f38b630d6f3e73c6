import fc from 'fast-check';
import { KeyedPermutation } from './keyed-permutation';

const keys = fc.uint8Array({ minLength: 32, maxLength: 32 }).map((of) => Buffer.from(of));
const manyBlocks = fc
  .integer({ min: 0, max: 9 })
  .chain((count) => fc.uint8Array({ minLength: count * 16, maxLength: count * 16 }))
  .map((of) => Buffer.from(of));

describe('a keyed permutation', () => {
  it('is that of FIPS 197, appendix C.3', () => {
    const key = Buffer.from('000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f', 'hex');
    const block = Buffer.from('00112233445566778899aabbccddeeff', 'hex');
    expect(new KeyedPermutation(key).of(block).toString('hex')).toBe('8ea2b7ca516745bfeafc49904b496089');
  });

  it('takes each block by itself, whatever came before it, and can be undone with its key', () => {
    fc.assert(
      fc.property(keys, fc.array(manyBlocks, { minLength: 1, maxLength: 4 }), (key, calls) => {
        const permutation = new KeyedPermutation(key);
        for (const blocks of calls) {
          const permuted = permutation.of(blocks);
          expect(permuted).toHaveLength(blocks.length);
          expect(permutation.undo(permuted)).toEqual(blocks);
          for (let at = 0; at < blocks.length; at += 16)
            expect(permutation.of(blocks.subarray(at, at + 16))).toEqual(permuted.subarray(at, at + 16));
        }
      }),
    );
  });

  it('refuses a part of a block, which would move all that come after it', () => {
    const permutation = new KeyedPermutation(Buffer.alloc(32));
    expect(() => permutation.of(Buffer.alloc(17))).toThrow(RangeError);
    expect(() => permutation.undo(Buffer.alloc(15))).toThrow(RangeError);
  });
});
