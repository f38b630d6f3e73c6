import { type CheckGift, giftsAfterRefund, leftToPay } from './check-gifts.rules';

const spent: CheckGift = { id: 'a', kind: 'SPENT', last4: '0103', amount: 30_000 };
const sold: CheckGift = { id: 'b', kind: 'SOLD', last4: '1342', amount: 50_000 };

describe('gift cards of a receipt', () => {
  it('lower what is left to pay by a payment, and raise it by a card that is sold with the receipt', () => {
    expect(leftToPay(100_000, [])).toBe(100_000);
    expect(leftToPay(100_000, [spent, sold])).toBe(120_000);
    expect(leftToPay(20_000, [spent])).toBe(-10_000);
  });

  it('have a payment that went back in part with its rest, and none that went back whole', () => {
    expect(giftsAfterRefund([spent, sold], 'a', 10_000)).toEqual([{ ...spent, amount: 20_000 }, sold]);
    expect(giftsAfterRefund([spent, sold], 'a', 30_000)).toEqual([sold]);
    expect(giftsAfterRefund([sold], 'c', 1)).toEqual([sold]);
  });
});
