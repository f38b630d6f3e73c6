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
});
