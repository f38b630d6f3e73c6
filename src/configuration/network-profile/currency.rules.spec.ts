import { findCurrencyDigits } from './currency.rules';

describe('the decimals of a currency', () => {
  it.each([
    ['JPY', 0],
    ['RUB', 2],
    ['GBP', 2],
    ['KWD', 3],
    ['CLF', 4],
  ])('of %s are %i', (currency, digits) => {
    expect(findCurrencyDigits(currency)).toBe(digits);
  });

  it('follow the standard where daily use differs', () => {
    expect([findCurrencyDigits('HUF'), findCurrencyDigits('IDR'), findCurrencyDigits('IQD')]).toEqual([2, 2, 3]);
  });

  it('are unknown for a code that is no currency in use', () => {
    expect(['DEM', 'XXX', 'rub', '', 'AED AFN'].map(findCurrencyDigits)).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
  });

  it('agree with Intl for every currency that both know, but for those whose daily use differs', () => {
    const differing = Intl.supportedValuesOf('currency').filter((code) => {
      const digits = findCurrencyDigits(code);
      const { maximumFractionDigits } = new Intl.NumberFormat('en', {
        style: 'currency',
        currency: code,
      }).resolvedOptions();
      return digits !== undefined && digits !== maximumFractionDigits && maximumFractionDigits !== 0;
    });
    expect(differing).toEqual([]);
  });
});
