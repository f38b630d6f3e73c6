import fc from 'fast-check';
import { moneyOf, settle } from './settlement.rules';

const A = 'a';
const B = 'b';

describe('a settlement between restaurants', () => {
  it('charges the issuer with what another one took, and leaves out what it took itself', () => {
    const settled = settle(
      [
        { issuerId: A, takerId: A, points: 40, receipts: 2 },
        { issuerId: A, takerId: B, points: 30, receipts: 3 },
        { issuerId: B, takerId: A, points: 10, receipts: 1 },
        { issuerId: null, takerId: B, points: 5, receipts: 1 },
      ],
      [
        { partyId: A, points: 100 },
        { partyId: null, points: 7 },
      ],
      [
        { id: A, code: 'a-1', name: 'North' },
        { id: B, code: 'b-1', name: 'South' },
      ],
      100_000_000,
    );
    expect(settled.pairs).toEqual([
      { issuerId: A, takerId: B, points: 30, money: 3_000, receipts: 3 },
      { issuerId: B, takerId: A, points: 10, money: 1_000, receipts: 1 },
      { issuerId: null, takerId: B, points: 5, money: 500, receipts: 1 },
    ]);
    expect(settled.parties).toEqual([
      {
        id: A,
        code: 'a-1',
        name: 'North',
        issued: 100,
        redeemed: 50,
        ownRedeemed: 40,
        receives: 1_000,
        pays: 3_000,
        net: -2_000,
      },
      {
        id: B,
        code: 'b-1',
        name: 'South',
        issued: 0,
        redeemed: 35,
        ownRedeemed: 0,
        receives: 3_500,
        pays: 1_000,
        net: 2_500,
      },
      { id: null, code: null, name: null, issued: 7, redeemed: 0, ownRedeemed: 0, receives: 0, pays: 500, net: -500 },
    ]);
    expect(settled.totals).toEqual({ points: 45, money: 4_500, net: 0 });
  });

  it('is worth as much when points are given back as when they were taken', () => {
    expect([moneyOf(3, 333_333), moneyOf(-3, 333_333), moneyOf(-1, 333_333)]).toEqual([0, 0, 0]);
    expect([moneyOf(7, 1_500_000), moneyOf(-7, 1_500_000)]).toEqual([10, -10]);
  });

  it('adds up to nothing over all parties, whatever the pairs and the worth of a point', () => {
    const party = fc.constantFrom('a', 'b', 'c', 'd', null);
    const pair = fc.record({
      issuerId: party,
      takerId: party,
      points: fc.integer({ min: -1_000_000, max: 1_000_000 }),
      receipts: fc.nat(),
    });
    const distinct = fc.uniqueArray(pair, {
      selector: ({ issuerId, takerId }) => `${String(issuerId)} ${String(takerId)}`,
    });
    fc.assert(
      fc.property(distinct, fc.integer({ min: 0, max: 100_000_000 }), (pairs, pointValue) => {
        const { parties, totals } = settle(pairs, [], [], pointValue);
        expect(totals.net).toBe(0);
        expect(parties.reduce((sum, { receives }) => sum + receives, 0)).toBe(totals.money);
        expect(parties.reduce((sum, { redeemed }) => sum + redeemed, 0)).toBe(
          pairs.reduce((sum, { points }) => sum + points, 0),
        );
      }),
    );
  });
});
