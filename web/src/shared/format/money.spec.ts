import fc from 'fast-check';
import { typedAmount, formatAmount, formatMoney, MOST_MINOR_UNITS, parseAmount } from './money';

const DIGITS = { JPY: 0, RUB: 2, KWD: 3 } as const;

test.each([
  ['1550', 'RUB', 155_000],
  ['1550,5', 'RUB', 155_050],
  ['1 550.50', 'RUB', 155_050],
  ['1\u00a0550', 'RUB', 155_000],
  [',5', 'RUB', 50],
  ['5.', 'RUB', 500],
  ['12', 'JPY', 12],
  ['1,234', 'KWD', 1_234],
])('%j of %s is %d minor units', (typed, currency, minorUnits) => {
  expect(parseAmount(typed, currency)).toBe(minorUnits);
});

test.each([
  ['', 'RUB'],
  ['.', 'RUB'],
  ['1,2,3', 'RUB'],
  ['1.234', 'RUB'],
  ['1.5', 'JPY'],
  ['-1', 'RUB'],
  ['1e3', 'RUB'],
  [String(MOST_MINOR_UNITS / 100 + 1), 'RUB'],
])('%j of %s is no amount', (typed, currency) => {
  expect(parseAmount(typed, currency)).toBeNull();
});

test('an amount that is shown reads back as the same minor units, in both languages', () => {
  const amounts = fc.integer({ min: 0, max: MOST_MINOR_UNITS });
  const currencies = fc.constantFrom(...(Object.keys(DIGITS) as (keyof typeof DIGITS)[]));
  fc.assert(
    fc.property(amounts, currencies, (minorUnits, currency) => {
      expect(parseAmount(formatAmount({ minorUnits, currency }, 'ru-RU'), currency)).toBe(minorUnits);
      const inEnglish = formatAmount({ minorUnits, currency }, 'en-GB').replaceAll(',', '');
      expect(parseAmount(inEnglish, currency)).toBe(minorUnits);
    }),
  );
});

test('money has its sign and no error of a binary fraction', () => {
  expect(formatMoney({ minorUnits: -117_250, currency: 'RUB' }, 'en-GB')).toBe('\u2212₽1,172.50');
  expect(formatMoney({ minorUnits: 9_007_199_254_740_991, currency: 'RUB' }, 'en-GB')).toBe('₽90,071,992,547,409.91');
  expect(formatMoney({ minorUnits: 5, currency: 'KWD' }, 'en-GB')).toContain('0.005');
});

describe('an amount that the page types', () => {
  it.each([
    [155_050, 'RUB', '1550.5'],
    [155_000, 'RUB', '1550'],
    [1, 'RUB', '0.01'],
    [0, 'RUB', '0'],
    [1_550, 'JPY', '1550'],
  ])('%s of %s is %s, and is read as the same', (minorUnits, currency, typed) => {
    expect(typedAmount(minorUnits, currency)).toBe(typed);
    expect(parseAmount(typed, currency)).toBe(minorUnits);
  });
});
