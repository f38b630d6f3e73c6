import {
  compareLines,
  isCancelledAfter,
  isOutdated,
  judgeCheck,
  judgeClosing,
  type LastSale,
  type OrderChange,
} from './order-closing.rules';

const MINUTE = 60_000;
const lastOf = (changes: Partial<LastSale> = {}): LastSale => ({
  occurredAt: 10 * MINUTE,
  recordedAt: 10 * MINUTE + 500,
  amount: 150_000,
  payable: 150_000,
  payableLeft: 150_000,
  isReturned: false,
  isReturnedByOrder: false,
  isOfEvent: true,
  spentPoints: false,
  ...changes,
});
const ALIKE = { haveSameSums: true, haveSameGoods: true };
const closingOf = (amount: number, minute: number, lines = ALIKE) => ({
  timestamp: minute * MINUTE,
  closedAt: minute * MINUTE,
  amount,
  lines,
});
const change = (state: OrderChange['state'], minute: number): OrderChange => ({ state, timestamp: minute * MINUTE });

describe('a closing of an order that iikoCloud reports', () => {
  const spent = lastOf({ isOfEvent: false, spentPoints: true, payable: 140_000, payableLeft: 140_000 });

  it.each([
    ['has the sum of the last', lastOf(), closingOf(150_000, 20), [], 'SAME'],
    ['has what a refund left', lastOf({ payableLeft: 120_000 }), closingOf(120_000, 20), [], 'SAME'],
    ['has another sum', lastOf(), closingOf(100_000, 20), [], 'AGAIN'],
    ['was refunded by a person', lastOf({ isReturned: true }), closingOf(150_000, 10), [], 'SAME'],
    ['was deleted meanwhile', lastOf({ isReturned: true }), closingOf(150_000, 10), [change('CANCELLED', 9)], 'AGAIN'],
    [
      'was returned by iiko',
      lastOf({ isReturned: true, isReturnedByOrder: true }),
      closingOf(150_000, 10),
      [],
      'AGAIN',
    ],
    ['differs from a check that spent points', spent, closingOf(150_000, 20), [change('OPEN', 15)], 'DIFFERS'],
    ['differs from a check of the same time', lastOf({ isOfEvent: false }), closingOf(100_000, 10), [], 'DIFFERS'],
    ['differs from an earlier check', lastOf({ isOfEvent: false }), closingOf(100_000, 11), [], 'AGAIN'],
  ] as const)('which %s', (_, last, closing, changes, verdict) =>
    expect(judgeClosing(last, closing, changes)).toBe(verdict),
  );

  it('is another with other goods only where the order was open', () => {
    const lines = { haveSameSums: true, haveSameGoods: false };
    expect(judgeClosing(lastOf(), closingOf(150_000, 20, lines), [])).toBe('SAME');
    expect(judgeClosing(lastOf(), closingOf(150_000, 20, lines), [change('OPEN', 15)])).toBe('AGAIN');
  });

  it('is not taken for another because a slow clock dated the check before its bill', () => {
    const slow = lastOf({ isOfEvent: false, occurredAt: 5 * MINUTE });
    const closing = { ...closingOf(149_999, 11), closedAt: 5 * MINUTE };
    expect(judgeClosing(slow, closing, [change('OPEN', 9)])).toBe('DIFFERS');
  });

  it('is outdated by a later closing or cancellation, not by a later opening', () => {
    expect(isOutdated(10, [change('OPEN', 1)])).toBe(false);
    expect(isOutdated(10, [change('CLOSED', 1)])).toBe(true);
    expect(isCancelledAfter(0, [change('CANCELLED', 2), change('CLOSED', 3)])).toBe(false);
    expect(isCancelledAfter(0, [change('CANCELLED', 4), change('CLOSED', 3), change('OPEN', 5)])).toBe(true);
  });
});

describe('a check that a plugin closes', () => {
  const checkOf = (amount: number, minute: number, spendsPoints = false, lines = ALIKE) => ({
    amount,
    closedAt: minute * MINUTE,
    spendsPoints,
    lines,
  });

  it.each([
    ['is older than the last', lastOf({ isOfEvent: false }), checkOf(100_000, 9), 'OUTDATED'],
    ['is the same', lastOf({ isOfEvent: false }), checkOf(150_000, 10), 'SAME'],
    [
      'a webhook recorded first',
      lastOf(),
      checkOf(150_000, 10, false, { haveSameSums: false, haveSameGoods: false }),
      'SAME',
    ],
    ['spends points on what a webhook recorded', lastOf(), checkOf(150_000, 10, true), 'AGAIN'],
    ['has another sum', lastOf({ isOfEvent: false }), checkOf(100_000, 10), 'AGAIN'],
    ['comes after a refund', lastOf({ isOfEvent: false, isReturned: true }), checkOf(150_000, 11), 'AGAIN'],
  ] as const)('which %s', (_, last, check, verdict) => expect(judgeCheck(last, check)).toBe(verdict));

  it('has the same lines in any order', () => {
    const [soup, tea] = [
      { sku: 'soup', quantity: 1, total: 300 },
      { sku: 'tea', quantity: 2, total: 200 },
    ];
    expect(compareLines([soup, tea], [tea, soup])).toEqual({ haveSameSums: true, haveSameGoods: true });
    expect(compareLines([soup], [{ ...soup, sku: null }])).toEqual({ haveSameSums: true, haveSameGoods: false });
    expect(compareLines([soup], [tea])).toEqual({ haveSameSums: false, haveSameGoods: false });
  });
});
