import { journalRow, tillAct } from '../../../../test/support/till/till-acts';
import { NO_RECEIPT } from '../../ledger/act/till-act';
import { isBesidePart, refuseAmount, refuseDivision } from './receipts.rules';

const PART = { number: 2, of: 3, receiptAmount: 10_000 };

describe('a part of a receipt', () => {
  const divided = journalRow({ facts: JSON.stringify({ part: { ...PART, number: 1 } }) });
  const receipt = { ...NO_RECEIPT, part: PART };

  it('stands beside another part, and beside nothing else', () => {
    expect(isBesidePart(tillAct({ receipt }), divided)).toBe(true);
    expect(isBesidePart(tillAct({ receipt }), journalRow())).toBe(false);
    expect(isBesidePart(tillAct(), divided)).toBe(false);
    const body = { kind: 'REDEMPTION', points: 1, orderAmount: 1 } as const;
    expect(isBesidePart(tillAct({ receipt, body }), divided)).toBe(false);
  });

  it.each([
    [{}, false],
    [{ number: 1 }, false],
    [{ of: 4 }, true],
    [{ receiptAmount: 9_999 }, true],
  ])('is divided as the recorded one, or refused: %j', (recorded, isRefused) => {
    const { of, receiptAmount } = { ...PART, ...recorded };
    expect(refuseDivision(PART, { ...PART, ...recorded }, 'row')).toEqual(
      isRefused ? { refused: 'receipt_divided_otherwise', data: { of, receiptAmount, transactionId: 'row' } } : null,
    );
  });

  it.each([
    ['first, within the receipt', 10_000, [], null],
    ['first, above it', 10_001, [], 10_000],
    ['second, within the rest', 6_000, [4_000], null],
    ['second, above the rest', 6_001, [4_000], 6_000],
    ['second, with less than the rest', 1, [4_000], null],
    ['last, with the rest', 1_000, [4_000, 5_000], null],
    ['last, with less', 999, [4_000, 5_000], 1_000],
    ['last, with more', 1_001, [4_000, 5_000], 1_000],
    ['last, with nothing of nothing', 0, [4_000, 6_000], null],
  ])('fits as the %s', (_name, amount, recorded, left) => {
    expect(
      refuseAmount(
        amount,
        PART,
        recorded.map((one) => ({ amount: one })),
      ),
    ).toEqual(left === null ? null : { refused: 'receipt_parts_mismatch', data: { left } });
  });
});
