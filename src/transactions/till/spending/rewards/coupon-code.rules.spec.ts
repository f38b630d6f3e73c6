import fc from 'fast-check';
import { bytesOfCode, codeOfBytes, codeOfSingleBytes, parseCode, printedCode } from './coupon-code.rules';

const bytes = fc.uint8Array({ minLength: 32, maxLength: 32 }).map((array) => Buffer.from(array));
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

describe('the code of a coupon', () => {
  it('is read back however it is typed', () => {
    fc.assert(
      fc.property(bytes, (some) => {
        const code = codeOfBytes(some);
        expect(code).toMatch(/^[0-9A-HJKMNP-TV-Z]{16}$/);
        expect(parseCode(printedCode(code))).toBe(code);
        expect(parseCode(` ${printedCode(code).toLowerCase().replaceAll('-', ' ')} `)).toBe(code);
        expect(parseCode(code.replaceAll('0', 'O').replaceAll('1', 'l'))).toBe(code);
      }),
    );
  });

  it('finds every single wrong character and every swap of two neighbours', () => {
    fc.assert(
      fc.property(bytes, fc.nat(15), fc.nat(30), (some, at, shift) => {
        const code = codeOfBytes(some);
        const letter = ALPHABET[(ALPHABET.indexOf(code[at] as string) + 1 + shift) % 32] as string;
        expect(parseCode(code.slice(0, at) + letter + code.slice(at + 1))).toBeNull();
        const swapped = code.slice(0, at) + (code[at + 1] ?? '') + (code[at] as string) + code.slice(at + 2);
        if (at < 15 && swapped !== code) expect(parseCode(swapped)).toBeNull();
      }),
    );
  });

  it('has 75 bits of the bytes it is made of, each of which counts', () => {
    const zero = Buffer.alloc(10);
    const codes = new Set([codeOfBytes(zero)]);
    for (let bit = 0; bit < 80; bit += 1) {
      const one = Buffer.from(zero);
      one[Math.floor(bit / 8)] = 0x80 >> (bit % 8);
      codes.add(codeOfBytes(one));
    }
    expect(codes.size).toBe(76);
  });

  it('is the number of these bits in base 32, the first character first', () => {
    fc.assert(
      fc.property(bytes, (some) => {
        const number = BigInt(`0x${some.toString('hex', 0, 10)}`) >> 5n;
        const body = codeOfBytes(some).slice(0, -1).split(/(?=.)/);
        expect(body.reduce((sum, letter) => sum * 32n + BigInt(ALPHABET.indexOf(letter)), 0n)).toBe(number);
      }),
    );
  });

  it('that a manager chose is shorter, and nothing else is one', () => {
    expect(parseCode('summer-25')).toBe('SUMMER25');
    expect(parseCode('hello')).toBe('HE110');
    expect(parseCode('AB9D')).toBe('AB9D');
    expect(printedCode('SUMMER25')).toBe('SUMMER25');
    for (const typed of ['', 'abc', 'AB$D', 'A'.repeat(17), 'ÄÖÜß']) expect(parseCode(typed)).toBeNull();
  });
});

describe('a code of Russian letters', () => {
  it('is one where a letter has no Latin look-alike, and its capitals end with the last of the alphabet', () => {
    expect(parseCode('ЯЩИКА')).toMatch(/^ЯЩИ/);
    expect(parseCode('БЛЮДО')).toBe(parseCode('блюдо'));
    expect(parseCode('ЇЯЯЯЯ')).toBeNull();
  });

  it.each(['БЛЮДО', 'ЯЯЯЯ', 'АБВГ', 'SUMMER25'])('is written in single bytes and read back: %s', (code) => {
    const bytes = bytesOfCode(code);
    expect(bytes).toHaveLength(code.length);
    expect(Buffer.from(bytes, 'latin1').toString('latin1')).toBe(bytes);
    expect(codeOfSingleBytes(bytes)).toBe(code);
  });

  it('has the same bytes in every version, since digests are made of them', () => {
    expect(Buffer.from(bytesOfCode('АЯ1'), 'latin1').toString('hex')).toBe('c0df31');
  });

  it('is never as long as a made one, whose check character it cannot have', () => {
    expect(parseCode('Б'.repeat(16))).toBeNull();
    expect(parseCode('Б'.repeat(15))).toBe('Б'.repeat(15));
  });
});
