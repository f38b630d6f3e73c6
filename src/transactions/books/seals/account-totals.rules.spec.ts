import { AccountTotals } from './account-totals.rules';

const GUEST = '01a19467-e800-7000-8000-000000000001';
const RESTAURANT = '01a19467-e800-7000-8000-000000000002';
const CARD = '01a19467-e800-7000-8000-000000000003';

describe('account totals', () => {
  it('add what accounts gained, unit by unit, and pass over the accounts of guests', () => {
    const totals = new AccountTotals();
    totals.addAll([
      { kind: 'RESTAURANT_ISSUED', owner: RESTAURANT, unit: null, balance: -100 },
      { kind: 'GUEST_AVAILABLE', owner: GUEST, unit: null, balance: 100 },
      { kind: 'RESTAURANT_REDEEMED', owner: RESTAURANT, unit: null, balance: 40 },
      { kind: 'RESTAURANT_ISSUED', owner: RESTAURANT, unit: CARD, balance: -1 },
    ]);
    totals.addAll([{ kind: 'RESTAURANT_ISSUED', owner: RESTAURANT, unit: null, balance: -7 }]);
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
