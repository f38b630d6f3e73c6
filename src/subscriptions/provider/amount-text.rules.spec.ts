import fc from 'fast-check';
import { amountOfText, textOfAmount } from './amount-text.rules';

describe('an amount as text', () => {
  it.each([
    [1, 2, '0.01'],
    [3_690_000, 2, '36900.00'],
    [105, 2, '1.05'],
    [7, 0, '7'],
    [1_001, 3, '1.001'],
  ])('of %i with %i decimals is %s', (amount, digits, text) => {
    expect(textOfAmount(amount, digits)).toBe(text);
  });

  it('is read back to the minor unit', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1_000_000_000_000 }), fc.integer({ min: 0, max: 4 }), (amount, digits) => {
        expect(amountOfText(textOfAmount(amount, digits), digits)).toBe(amount);
      }),
    );
  });

  it.each([
    ['36900', 3_690_000],
    ['36900.5', 3_690_050],
    ['36900.000', 3_690_000],
    ['36900.001', undefined],
    ['-1.00', undefined],
    ['1e5', undefined],
    ['1,00', undefined],
    ['', undefined],
    ['9999999999999999.00', undefined],
  ])('%s of two decimals is %s', (text, amount) => {
    expect(amountOfText(text, 2)).toBe(amount);
  });
});
