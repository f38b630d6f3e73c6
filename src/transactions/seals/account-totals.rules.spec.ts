import { AccountTotals } from './account-totals.rules';

const GUEST = '01a19467-e800-7000-8000-000000000001';
const RESTAURANT = '01a19467-e800-7000-8000-000000000002';
const CARD = '01a19467-e800-7000-8000-000000000003';

describe('account totals', () => {
  it('add credits, take debits, and pass over the accounts of guests', () => {
    const totals = new AccountTotals();
    const issue = {
      debitKind: 'RESTAURANT_ISSUED',
      debitOwner: RESTAURANT,
      creditKind: 'GUEST_AVAILABLE',
      creditOwner: GUEST,
    };
    totals.apply({ ...issue, amount: 100, unit: null });
    totals.apply({ ...issue, amount: 7, unit: null });
    totals.apply({
      debitKind: 'GUEST_AVAILABLE',
      debitOwner: GUEST,
      creditKind: 'RESTAURANT_REDEEMED',
      creditOwner: RESTAURANT,
      amount: 40,
      unit: null,
    });
    totals.apply({ ...issue, amount: 1, unit: CARD });
    expect(totals.list()).toEqual([
      ['RESTAURANT_ISSUED', RESTAURANT, null, -107],
      ['RESTAURANT_ISSUED', RESTAURANT, CARD, -1],
      ['RESTAURANT_REDEEMED', RESTAURANT, null, 40],
    ]);
  });

  it('are one text for one set of balances, whatever the order of the movements', () => {
    const one = new AccountTotals();
    const other = new AccountTotals();
    const accounts = [
      ['RESTAURANT_ISSUED', RESTAURANT, -5],
      ['NETWORK_EXPIRY', CARD, 5],
    ] as const;
    for (const [kind, owner, amount] of accounts) one.add(kind, owner, null, amount);
    for (const [kind, owner, amount] of [...accounts].reverse()) other.add(kind, owner, null, amount);
    expect(one.toJson()).toBe(other.toJson());
    expect(AccountTotals.parse(one.toJson()).toJson()).toBe(one.toJson());
  });

  it('refuse a balance that a number cannot hold exactly', () => {
    const totals = new AccountTotals();
    totals.add('NETWORK_ISSUED', RESTAURANT, null, Number.MAX_SAFE_INTEGER);
    expect(() => totals.add('NETWORK_ISSUED', RESTAURANT, null, 1)).toThrow(RangeError);
  });
});
