import fc from 'fast-check';
import { withoutZeros, written } from './figures';
import { LANGUAGES } from './language';

const figures = fc.oneof(fc.maxSafeInteger(), fc.integer({ min: -20_000, max: 20_000 }));

/** `value` ÷ 10^digits as a text that Intl reads without a float. */
function decimalText(value: number, digits: number): Intl.StringNumericLiteral {
  const text = String(Math.abs(value)).padStart(digits + 1, '0');
  const point = text.length - digits;
  return `${value < 0 ? '-' : ''}${text.slice(0, point)}.${text.slice(point)}0` as Intl.StringNumericLiteral;
}

describe.each(LANGUAGES)('figures in %s', (language) => {
  it('are money as Intl writes it', () => {
    fc.assert(
      fc.property(figures, fc.integer({ min: 0, max: 4 }), (value, digits) => {
        const format = new Intl.NumberFormat(language, {
          minimumFractionDigits: digits,
          maximumFractionDigits: digits,
        });
        expect(written(value, digits, language)).toBe(format.format(decimalText(value, digits)));
      }),
    );
  });

  it('are rates as Intl writes them, without zeros at their end', () => {
    fc.assert(
      fc.property(figures, fc.integer({ min: 0, max: 6 }), (value, digits) => {
        const format = new Intl.NumberFormat(language, { maximumFractionDigits: digits });
        expect(withoutZeros(value, digits, language)).toBe(format.format(decimalText(value, digits)));
      }),
    );
  });
});
