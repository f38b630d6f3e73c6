import { journalRow, saleBody, tillAct } from '../../../../test/support/till/till-acts';
import { followMerged, mergedOf } from './follow-merged';
import { withoutGuest } from './sale-without-guest';
import type { Outcome, TillAct } from './till-act';

const refused = (code: 'guest_merged' | 'guest_blocked', guestId = 'heir'): Outcome => ({
  kind: 'REFUSED',
  code,
  data: { guestId },
  replayed: false,
  requestId: null,
});
const posted: Outcome = { kind: 'POSTED', row: journalRow(), redeemable: null, replayed: false };

describe('an act of a guest who was merged into another', () => {
  it('is decided for the guest who stands at the end of the merges', async () => {
    const heirs = new Map([
      ['first', refused('guest_merged', 'second')],
      ['second', refused('guest_merged', 'third')],
    ]);
    const asked: TillAct[] = [];
    const outcome = await followMerged(tillAct({ guestId: 'first' }), (act) => {
      asked.push(act);
      return Promise.resolve(heirs.get(act.guestId ?? '') ?? posted);
    });
    expect(outcome).toBe(posted);
    expect(asked).toEqual(['first', 'second', 'third'].map((guestId) => tillAct({ guestId })));
  });

  it.each([refused('guest_blocked'), posted])('is no other outcome: %#', (outcome) => {
    expect(mergedOf(tillAct(), outcome)).toBeUndefined();
  });
});

describe('a sale of a guest who was erased', () => {
  const rewards = { redemptionIds: ['r'], coupons: [] };
  const body = saleBody(10_000, { pointsToRedeem: 5, holdId: 'hold', rewards, promoCode: 'SUMMER' });
  const act = {
    ...tillAct({
      identifiedBy: 'CARD',
      lookedUpAs: 'guest',
      spending: { confirmation: null, since: 0 },
      allowance: { id: 'allowance' },
    }),
    body,
  };

  it('keeps its price and its key, and nothing of the guest', () => {
    expect(withoutGuest(act)).toEqual({
      ...act,
      guestId: null,
      body: { ...body, pointsToRedeem: null, holdId: null, rewards: null },
      identifiedBy: undefined,
      lookedUpAs: null,
      spending: undefined,
      allowance: undefined,
    });
  });

  it.each([
    ['confirmation_failed', undefined],
    ['device_clock_back', { refused: 'device_clock_back', data: {} }],
  ] as const)('needs no confirmation, but may be refused for another reason: %s', (refusal, left) => {
    expect(withoutGuest({ ...act, refused: { refused: refusal, data: {} } }).refused).toEqual(left);
  });
});
