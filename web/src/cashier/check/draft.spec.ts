import { applyChange, type Draft } from './draft';

const DRAFT: Draft = {
  guestId: 'anna',
  amountTyped: '1550',
  pointsToRedeem: 300,
  receiptNumber: 'A-1',
  redemptionIds: ['coffee'],
  coupons: ['SUMMER'],
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
