import { ratesIn } from './vat-rates.rules';

test('rates of VAT are read from an entry, and other values are not', () => {
  const rates = [{ from: '2026-01-01', ratePpm: 220_000 }];
  expect(ratesIn(rates)).toEqual(rates);
  for (const value of [undefined, null, 'text', [1], [null], [{ from: '2026-01-01' }]])
    expect(ratesIn(value)).toBeUndefined();
});
