import fc from 'fast-check';
import { differenceOfWindow, ratedOf, type ToldBalance, windowsOf, type WindowReceipt } from './balance-windows.rules';
import { parseRate } from './old-rate.rules';

const DAY_MS = 86_400_000;
const isoDay = (day: number) => new Date(day * DAY_MS).toISOString().slice(0, 10);

function receiptAt(occurredAt: number, more: Partial<WindowReceipt> = {}): WindowReceipt {
  const money = { amount: 10_000, discount: 0, payable: 10_000 };
  const figures = { earned: 100, spent: 0, oldChange: null, gains: [] };
  const state = { isReturn: false, isRecorded: true, refusal: null };
  return { id: String(occurredAt), occurredAt, ...state, ...money, ...figures, ...more };
}

function balanceOn(day: number, balance: number, oldBalance: number): ToldBalance {
  return { day: isoDay(day), endsAt: (day + 1) * DAY_MS, balance, oldBalance };
}

describe('the time between two balances of a guest', () => {
  const receipts = fc
    .array(
      fc.record({
        day: fc.integer({ min: 0, max: 20 }),
        earned: fc.integer({ min: 0, max: 500 }),
        old: fc.option(fc.integer({ min: 0, max: 500 })),
      }),
      { maxLength: 30 },
    )
    .map((all) => all.toSorted((a, b) => a.day - b.day));
  const days = fc.uniqueArray(fc.integer({ min: 0, max: 20 }), { minLength: 1, maxLength: 10 });

  it('has each receipt once, and its changes with those that receipts say come to the last gap', () => {
    fc.assert(
      fc.property(receipts, days, fc.integer({ min: -50, max: 50 }), (told, on, drift) => {
        const rows = told.map(({ day, earned, old }) => receiptAt(day * DAY_MS, { earned, oldChange: old }));
        const balances = on
          .toSorted((a, b) => a - b)
          .map((day) => {
            const until = told.filter((one) => one.day <= day);
            const ours = until.reduce((sum, { earned }) => sum + earned, 0);
            return balanceOn(day, ours, until.reduce((sum, { old }) => sum + (old ?? 0), 0) + drift * day);
          });
        const windows = windowsOf(balances, rows, true);
        const last = balances.at(-1) as ToldBalance;
        const within = rows.filter(({ occurredAt }) => occurredAt < last.endsAt);
        const said = within.reduce(
          (sum, { earned, oldChange }) => sum + (oldChange === null ? 0 : earned - oldChange),
          0,
        );
        expect(windows.reduce((sum, { change }) => sum + change, said)).toBe(last.balance - last.oldBalance);
        expect(windows.at(-1)?.gap).toBe(last.balance - last.oldBalance);
        expect(windows.flatMap((one) => one.receipts)).toEqual(within.filter(({ oldChange }) => oldChange === null));
      }),
    );
  });

  const windowOf = (change: number, ...within: readonly WindowReceipt[]) => ({
    at: balanceOn(1, change, 0),
    gap: change,
    change,
    receipts: within,
    isOpen: false,
  });

  it.each([
    ['nothing', windowOf(0, receiptAt(1)), null],
    ['no receipt', windowOf(5), { reason: 'BALANCE', detail: 'NO_RECEIPT' }],
    ['points before the first receipt', { ...windowOf(-5), isOpen: true }, { reason: 'BALANCE', detail: 'OPENING' }],
    [
      'a receipt that was not recorded',
      windowOf(-5, receiptAt(1, { isRecorded: false, refusal: 'no_program' })),
      { reason: 'NOT_RECORDED', detail: 'no_program' },
    ],
    [
      'points that were not spent',
      windowOf(50, receiptAt(1, { refusal: 'insufficient_points' })),
      { reason: 'SPENDING', detail: 'insufficient_points' },
    ],
    [
      'a rule, over all receipts',
      windowOf(
        30,
        receiptAt(1, { gains: [{ rule: 'tier.GOLD', amount: 10 }] }),
        receiptAt(2, { gains: [{ rule: 'tier.GOLD', amount: 20 }] }),
      ),
      { reason: 'RULE', detail: 'tier.GOLD' },
    ],
    ['rounding of two receipts', windowOf(2, receiptAt(1), receiptAt(2)), { reason: 'ROUNDING', detail: '' }],
    ['something else', windowOf(-37, receiptAt(1), receiptAt(2)), { reason: 'BALANCE', detail: 'LESS' }],
  ])('parts balances by %s', (_, window, difference) => {
    expect(differenceOfWindow(window, [])).toEqual(difference);
  });

  it('is explained by a rate that gives the points of all its receipts together', () => {
    const rate = parseRate('AMOUNT 100 0.9');
    const window = windowOf(20, receiptAt(1), receiptAt(2));
    expect(differenceOfWindow(window, rate === null ? [] : [rate])).toEqual({
      reason: 'RATE',
      detail: 'AMOUNT 100 0.9',
    });
    expect(ratedOf(windowOf(10, receiptAt(1)))).toMatchObject({ oldEarned: 90 });
    expect(ratedOf(window)).toBeNull();
  });
});
