import { NEVER, points } from '../../../decision';
import { journalRow, tillAct } from '../../../../test/support/till/till-acts';
import { receiveOf } from './receiving.rules';

describe('the act that credits the receiver of a gift of points', () => {
  const lots = [{ lotId: 'lot', expiresAt: NEVER, points: points(5), restaurantId: null }];
  const details = { kind: 'TRANSFER', purpose: 'GIFT', otherGuestId: 'friend', earnedBefore: null, named: null, lots };
  const give = tillAct({
    key: { digest: 'digest', requestHash: 'hash' },
    claims: [{ kind: 'QR', digest: 'qr' }],
    requestId: 'request',
  });
  const row = journalRow({
    id: 'give',
    type: 'TRANSFER',
    guestId: 'giver',
    details: JSON.stringify({ ...details, inactivity: null }),
  });

  it('takes the lots of the giver, and neither the key nor the claims of the gift', () => {
    const received = receiveOf(give, row);
    expect(received).toEqual({
      ...give,
      id: received.id,
      guestId: 'friend',
      key: null,
      claims: [],
      body: { kind: 'RECEIVE', purpose: 'GIFT', fromGuestId: 'giver', lots, inactivity: null, giveId: 'give' },
    });
    expect(received.id).not.toBe(give.id);
  });
});
