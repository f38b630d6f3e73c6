import fc from 'fast-check';
import { decimalText, groupedDecimal, parseDecimal } from './decimal';

test('a figure that is shown reads back as the same whole number', () => {
  const figures = fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER });
  fc.assert(
    fc.property(figures, fc.integer({ min: 0, max: 6 }), fc.constantFrom('.', ','), (value, decimals, separator) => {
      expect(parseDecimal(decimalText(value, decimals, separator), decimals)).toBe(value);
    }),
  );
});

test.each([
  ['', 2],
  ['1,234', 2],
  ['1.5', 0],
  ['-1', 2],
  ['90071992547409.92', 2],
])('%j with %d decimals is no such number', (typed, decimals) => {
  expect(parseDecimal(typed, decimals)).toBeNull();
});

test('thousands are grouped as the language does', () => {
  expect(groupedDecimal(12_345_678, 4, 'en-GB')).toBe('1,234.5678');
});
