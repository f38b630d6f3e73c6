import { equalShares, partsByAmount } from '../division/shares.rules';
import { applyChange, type CheckDraft, draftAfter, draftOfPart, EMPTY_DRAFT, isAmountFixed, partOf } from './draft';

const DRAFT: CheckDraft = {
  guestId: 'anna',
  amountTyped: '1550',
  pointsToRedeem: 300,
  receiptNumber: 'A-1',
  redemptionIds: ['coffee'],
  coupons: ['SUMMER'],
  lines: [],
  merged: [],
  division: null,
  gifts: [],
};

test('with another guest the points and rewards of the one before are gone, and the receipt stays', () => {
  expect(applyChange(DRAFT, { guestId: 'boris' })).toEqual({
    ...DRAFT,
    guestId: 'boris',
    pointsToRedeem: 0,
    redemptionIds: [],
    coupons: [],
  });
});

test('the same guest found again keeps what was chosen', () => {
  expect(applyChange(DRAFT, { guestId: 'anna', amountTyped: '20' })).toEqual({ ...DRAFT, amountTyped: '20' });
});

test('after a part comes the next one under the same receipt, and after the last one an empty draft', () => {
  const division = {
    orderId: 'check-1',
    amount: 1_001,
    lines: [],
    parts: partsByAmount([], equalShares(1_001, 2)),
    at: 0,
  };
  const first = { ...DRAFT, ...draftOfPart(division, 'RUB') };
  expect(first).toMatchObject({ amountTyped: '5.01', pointsToRedeem: 0, guestId: null });
  expect(isAmountFixed(first)).toBe(true);
  expect(partOf(first)).toEqual({ externalOrderId: 'check-1', part: { number: 1, of: 2, receiptAmount: 1_001 } });
  const second = draftAfter(first, { id: 'sale-1', guestId: 'anna' }, 'RUB');
  expect(second).toMatchObject({ amountTyped: '5', receiptNumber: 'A-1', guestId: null, coupons: [] });
  expect(partOf(second)).toMatchObject({ externalOrderId: 'check-1', part: { number: 2 } });
  expect(draftAfter(second, { id: 'sale-2', guestId: null }, 'RUB')).toEqual(EMPTY_DRAFT);
  expect(partOf(EMPTY_DRAFT)).toEqual({});
});
