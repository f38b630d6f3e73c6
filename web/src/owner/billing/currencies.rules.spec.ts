import { currenciesOf } from './currencies.rules';

const plan = (currency: string, effectiveFrom: string, price = 100) => ({ currency, effectiveFrom, price });

test('the currency of the price that began last is first, each once', () => {
  const plans = [
    plan('RUB', '2026-01-01'),
    plan('EUR', '2027-01-01'),
    plan('USD', '2099-01-01'),
    plan('RUB', '2028-01-01', 0),
  ];
  expect(currenciesOf(plans, '2029-01-01')).toEqual(['EUR', 'RUB', 'USD']);
  expect(currenciesOf(plans, '2026-06-01')).toEqual(['RUB', 'EUR', 'USD']);
  expect(currenciesOf([plan('RUB', '2026-01-01', 0)], '2029-01-01')).toEqual(['RUB']);
  expect(currenciesOf([], '2029-01-01')).toEqual([]);
});
