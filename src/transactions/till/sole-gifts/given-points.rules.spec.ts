import { points, type Transfer } from '../../../decision';
import { givenPointsOf } from './given-points.rules';

function moved(debit: Transfer['debit'], credit: Transfer['credit'], amount: number): Transfer {
  const lot = { lotId: null, expiresAt: null, activatesAt: null, restaurantId: null };
  return { code: 'ACCRUAL', debit, credit, amount: points(amount), ...lot };
}

describe('the points that an act gives its guest', () => {
  it.each([
    [
      'come from any account outside of guests',
      [moved('RESTAURANT_ISSUED', 'GUEST_AVAILABLE', 5), moved('NETWORK_ADJUSTMENT', 'GUEST_PENDING', 3)],
      8,
    ],
    [
      'are those of a partner, an opening and a restored expiry too',
      [
        moved('PARTNER', 'GUEST_AVAILABLE', 1),
        moved('NETWORK_OPENING', 'GUEST_AVAILABLE', 2),
        moved('NETWORK_EXPIRY', 'GUEST_AVAILABLE', 4),
      ],
      7,
    ],
    [
      'are none where points of the guest or of another guest move',
      [moved('GUEST_PENDING', 'GUEST_AVAILABLE', 5), moved('GUEST_AVAILABLE', 'GUEST_AVAILABLE', 9)],
      0,
    ],
    [
      'are none where a refund returns what the guest had spent',
      [moved('RESTAURANT_REDEEMED', 'GUEST_AVAILABLE', 5)],
      0,
    ],
    [
      'are less those that go back',
      [moved('GUEST_AVAILABLE', 'RESTAURANT_ISSUED', 4), moved('RESTAURANT_ISSUED', 'GUEST_AVAILABLE', 5)],
      1,
    ],
    ['are none of a refund that takes points back', [moved('GUEST_AVAILABLE', 'RESTAURANT_ISSUED', 4)], 0],
  ] as const)('%s', (_name, transfers, given) => {
    expect(givenPointsOf({ transfers })).toBe(given);
  });

  const lent = moved('NETWORK_ISSUED', 'GUEST_AVAILABLE', 10);

  it.each<[Transfer['debit'], boolean]>([
    ['RESTAURANT_ISSUED', true],
    ['RESTAURANT_OFFLINE_LOSS', true],
    ['NETWORK_ISSUED', true],
    ['NETWORK_EXPIRY', true],
    ['NETWORK_BREAKAGE', true],
    ['NETWORK_ADJUSTMENT', true],
    ['NETWORK_OPENING', true],
    ['PARTNER', true],
    ['RESTAURANT_REDEEMED', false],
    ['NETWORK_REDEEMED', false],
    ['GUEST_AVAILABLE', false],
    ['GUEST_PENDING', false],
    ['GUEST_HELD', false],
    ['GUEST_IN_REVIEW', false],
    ['GUEST_RECEIVABLE', false],
  ])('come from, and go back to, the account %s or not: %s', (account, isNew) => {
    expect(givenPointsOf({ transfers: [moved(account, 'GUEST_AVAILABLE', 5)] })).toBe(isNew ? 5 : 0);
    expect(givenPointsOf({ transfers: [lent, moved('GUEST_AVAILABLE', account, 4)] })).toBe(isNew ? 6 : 10);
  });

  it('are none of what moves between accounts outside of guests', () => {
    const swap = moved('NETWORK_ISSUED', 'RESTAURANT_REDEEMED', 5);
    expect(givenPointsOf({ transfers: [swap] })).toBe(0);
    expect(givenPointsOf({ transfers: [lent, moved('RESTAURANT_REDEEMED', 'NETWORK_ISSUED', 5)] })).toBe(10);
  });
});
