/**
 * Running balances of the accounts that keep none of their own: those of network, restaurants and partners. A balance
 * is credits less debits in one unit, so that the balances of all accounts, guests' in, sum to zero.
 */

/** Kind, owner, unit (null: POINTS), balance. */
export type AccountTotal = readonly [kind: string, owner: string, unit: string | null, balance: number];

const GUEST_ACCOUNT = 'GUEST_';

export class AccountTotals {
  private readonly balances = new Map<string, { kind: string; owner: string; unit: string | null; balance: number }>();

  static from(totals: readonly AccountTotal[]): AccountTotals {
    const result = new AccountTotals();
    for (const [kind, owner, unit, balance] of totals) result.add(kind, owner, unit, balance);
    return result;
  }

  /** Reads what `toJson` wrote. */
  static parse(json: string): AccountTotals {
    return AccountTotals.from(JSON.parse(json) as AccountTotal[]);
  }

  /** Adds what accounts gained; kinds, owners and units as they stand in transfers. */
  addAll(
    gains: readonly {
      readonly kind: string;
      readonly owner: string;
      readonly unit: string | null;
      readonly balance: number;
    }[],
  ): void {
    for (const { kind, owner, unit, balance } of gains) this.add(kind, owner, unit, balance);
  }

  /** Adds to one account; guests' accounts keep their own balance and are passed over. */
  add(kind: string, owner: string, unit: string | null, amount: number): void {
    if (kind.startsWith(GUEST_ACCOUNT)) return;
    const key = `${kind} ${owner} ${unit ?? ''}`;
    const account = this.balances.get(key);
    if (account === undefined) {
      this.balances.set(key, { kind, owner, unit, balance: amount });
      return;
    }
    account.balance += amount;
    if (!Number.isSafeInteger(account.balance)) throw new RangeError(`the balance of ${key} is beyond 2^53`);
  }

  /** Every account that was ever moved, sorted by kind, owner and unit. */
  list(): AccountTotal[] {
    return [...this.balances.entries()]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([, { kind, owner, unit, balance }]) => [kind, owner, unit, balance]);
  }

  /** One text for one set of balances: it is hashed. */
  toJson(): string {
    return JSON.stringify(this.list());
  }
}
