import { createHash } from 'node:crypto';
import { codeOfDigest, looksLikeTillKey, parseTillCode } from './till-key.rules';

const codes = Array.from({ length: 200 }, (_, n) => codeOfDigest(createHash('sha256').update(String(n)).digest()));

describe('the code that a till shows', () => {
  it('is read as a person types it', () => {
    for (const code of codes) {
      expect(parseTillCode(code)).toBe(code);
      expect(parseTillCode(` ${code.slice(0, 4).toLowerCase()}-${code.slice(4)} `)).toBe(code);
    }
  });

  it('is another one for another key', () => {
    expect(new Set(codes).size).toBe(codes.length);
  });

  it('is refused with one wrong letter, and with two that changed places', () => {
    for (const code of codes.slice(0, 40)) {
      for (let at = 0; at < code.length; at += 1) {
        for (const letter of '23456789ABCDEFGHJKMNPQRSTUVWXYZ') {
          if (letter === code.charAt(at)) continue;
          expect(parseTillCode(code.slice(0, at) + letter + code.slice(at + 1))).toBeUndefined();
        }
        const swapped = code.slice(0, at) + code.charAt(at + 1) + code.charAt(at) + code.slice(at + 2);
        if (at + 1 < code.length && swapped !== code) expect(parseTillCode(swapped)).toBeUndefined();
      }
    }
  });

  it('is refused with letters that look alike, and with another length', () => {
    for (const typed of ['', 'ABCD', 'ABCD-EFG0', 'ABCD-EFGI', 'ABCDEFGHJ', 'АВСD-ЕFGН'])
      expect(parseTillCode(typed)).toBeUndefined();
  });
});

it('a key of a till has 256 bits behind its beginning', () => {
  expect(looksLikeTillKey(`lt_${'a'.repeat(43)}`)).toBe(true);
  for (const text of [
    '',
    'lt_',
    `lk_${'a'.repeat(43)}`,
    `lt_${'a'.repeat(42)}`,
    `lt_${'a'.repeat(44)}`,
    `lt_${'ä'.repeat(43)}`,
  ])
    expect(looksLikeTillKey(text)).toBe(false);
});
