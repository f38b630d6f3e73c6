/**
 * Running balances of accounts whose balance no row stores: those of network, restaurants and partners. A balance is
 * credits minus debits in one unit, so all balances, with those of guests, add up to zero.
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

  /** Reads the text that `toJson` wrote. */
  static parse(json: string): AccountTotals {
    return AccountTotals.from(JSON.parse(json) as AccountTotal[]);
  }

  /** Adds the gains of accounts; kinds, owners and units as in transfers. */
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

  /** Adds to one account. Guests' accounts are ignored, since their rows store the balance. */
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

  /** The only text form of a set of balances, since it is hashed. */
  toJson(): string {
    return JSON.stringify(this.list());
  }
}
