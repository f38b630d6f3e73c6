import { rewardsOfPreset } from '../catalog/preset-rewards';
import { rewardDocumentSchema } from './reward-document.schema';

describe('the catalogue of a preset', () => {
  it('is in the minor units of the currency, and scaled in money alone', () => {
    const figures = (...of: Parameters<typeof rewardsOfPreset>) =>
      rewardsOfPreset(...of).map(({ code, stock, document }) => [
        code,
        document.cost,
        document.minimumOrder,
        document.gift,
        stock,
      ]);
    const shipping = { kind: 'SHIPPING', skus: [], categories: ['shipping', 'delivery'] };
    expect(figures('points-4', 2)).toEqual([
      ['REWARD-001', 500, 2_500, { kind: 'AMOUNT_OFF', amount: 500 }, null],
      ['REWARD-002', 200, 0, shipping, null],
      ['REWARD-101', 1_000, 0, null, 500],
      ['REWARD-201', 5_000, 0, null, null],
    ]);
    expect(figures('points-4', 3)[0]).toEqual(['REWARD-001', 500, 25_000, { kind: 'AMOUNT_OFF', amount: 5_000 }, null]);
    expect(figures('points-4', 0)[0]).toEqual(['REWARD-001', 500, 25, { kind: 'AMOUNT_OFF', amount: 5 }, null]);
    expect(figures('points-4', 2, { numerator: 90, denominator: 1 })[0]).toEqual([
      'REWARD-001',
      500,
      225_000,
      { kind: 'AMOUNT_OFF', amount: 45_000 },
      null,
    ]);
    expect([rewardsOfPreset('hybrid-5', 2), rewardsOfPreset('discount-5', 2)]).toEqual([[], []]);
  });
});

describe('an item', () => {
  const item = { name: { en: 'Item' }, kind: 'PRODUCT', cost: 1 };
  const isItem = (members: object) => rewardDocumentSchema.safeParse({ ...item, ...members }).success;
  const off = { kind: 'AMOUNT_OFF', amount: 1 };

  it('gives at a sale what its kind gives, and nothing else', () => {
    expect([
      isItem({}),
      isItem({ gift: off }),
      isItem({ kind: 'DISCOUNT' }),
      isItem({ kind: 'DISCOUNT', gift: off }),
    ]).toEqual([true, false, false, true]);
    const free = { kind: 'FREE_ITEM', skus: [], categories: [], most: null };
    expect(isItem({ kind: 'FREE_ITEM', gift: free })).toBe(false);
    expect(isItem({ kind: 'FREE_ITEM', gift: { ...free, skus: ['a'] } })).toBe(true);
  });

  it('has a name in one language at least, appointments where it is an experience, and a time that goes forward', () => {
    expect([
      isItem({ name: {} }),
      isItem({ byAppointment: true }),
      isItem({ kind: 'EXPERIENCE', byAppointment: true }),
    ]).toEqual([false, false, true]);
    const [from, until] = ['2026-01-01T00:00:00Z', '2026-01-02T00:00:00Z'];
    expect([isItem({ validFrom: from, validUntil: until }), isItem({ validFrom: until, validUntil: from })]).toEqual([
      true,
      false,
    ]);
  });
});
