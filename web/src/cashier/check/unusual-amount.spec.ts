import { isUnusualAmount } from './unusual-amount.rules';

const RUB = 2;
const JPY = 0;

test.each([
  [150_000_000, RUB, null, true],
  [100_000_000, RUB, null, true],
  [99_999_999, RUB, null, false],
  [1_000_000, JPY, null, true],
  // A shift with few sales has no useful average yet.
  [15_000_000, RUB, { count: 4, net: 400_000 }, false],
  // Ten receipts of 1,500.00 on average.
  [3_000_000, RUB, { count: 10, net: 1_500_000 }, false],
  [3_000_001, RUB, { count: 10, net: 1_500_000 }, true],
  // Seven digits are usual at a till where all receipts have seven digits.
  [150_000_000, RUB, { count: 10, net: 1_500_000_000 }, false],
  // More was refunded than sold.
  [5_000_000, RUB, { count: 8, net: -100 }, false],
] as const)('%d of a currency with %d decimals, in a shift of %j, is asked for: %s', (amount, digits, shift, asked) => {
  expect(isUnusualAmount(amount, digits, shift)).toBe(asked);
});
