import { manualOf, partnerOf, redemptionOf, rewardOf, saleOf } from '../../test/support/decision/acts';
import { needsLots, points } from '.';

describe('an act that the lots of its guest have to be read for', () => {
  it.each([
    ['a sale that earns', saleOf(100), false],
    ['a sale that asks for no points', saleOf(100, { pointsToRedeem: points(0) }), false],
    ['a sale paid with points', saleOf(100, { pointsToRedeem: points(1) }), true],
    ['a sale that captures a hold', saleOf(100, { hold: { points: points(0) } as never }), true],
    ['a redemption', redemptionOf(100, 1), true],
    ['a reward', rewardOf(1), true],
    ['points by hand', manualOf('CREDIT', 1), false],
    ['points taken by hand', manualOf('DEBIT', 1), true],
    ['points of a partner', partnerOf('CREDIT', 1), false],
    ['points spent at a partner', partnerOf('DEBIT', 1), true],
    ['a block', { kind: 'BLOCK', blocked: true } as const, false],
  ])('is one that takes points: %s', (_name, act, isNeeded) => {
    expect(needsLots(act)).toBe(isNeeded);
  });
});
