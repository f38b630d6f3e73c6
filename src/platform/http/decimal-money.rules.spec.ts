import fc from 'fast-check';
import { decimalOf, parseDecimal } from './decimal-money.rules';

describe('money in decimals', () => {
  it.each([
    ['0', 2, 0],
    ['12.5', 2, 1_250],
    ['12.50', 2, 1_250],
    ['12.500', 2, 1_250],
    ['12', 0, 12],
    ['1.234', 3, 1_234],
    ['0.07', 2, 7],
  ])('%s of %i digits is %i', (text, digits, minor) => {
    expect(parseDecimal(text, digits)).toBe(minor);
  });

  it.each([
    ['12.345', 2],
    ['0.1', 0],
    ['', 2],
    ['-1', 2],
    ['1e3', 2],
    ['1,5', 2],
    ['.5', 2],
    ['99999999999999', 2],
  ])('“%s” of %i digits is none', (text, digits) => {
    expect(parseDecimal(text, digits)).toBeUndefined();
  });

  it('comes back as it went out', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 100_000_000_000 }), fc.integer({ min: 0, max: 3 }), (minor, digits) => {
        expect(parseDecimal(decimalOf(minor, digits).toFixed(digits), digits)).toBe(minor);
      }),
    );
    expect(decimalOf(-5, 2)).toBe(-0.05);
  });
});
