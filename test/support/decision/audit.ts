/**
 * The invariants after every row, checked from the transfers alone and without any code of the decision: balances and
 * lots are their sums, and nothing is made or lost.
 */
import { type GuestState, type Lot, NEVER, type Transfer } from '../../../src/decision';
import type { Row, Story } from './story';

type BookedLot = { lotId: string; expiresAt: number; pending: number; free: number; held: number };

/** The accounts and lots that the transfers make. */
export class Accounts {
  private readonly balances = new Map<string, number>();
  private readonly lots = new Map<string, BookedLot>();

  book(transfer: Transfer): void {
    if (!Number.isSafeInteger(transfer.amount) || transfer.amount <= 0)
      throw new Error(`an amount of ${transfer.amount}`);
    if (transfer.debit === transfer.credit) throw new Error('an account pays itself');
    this.add(transfer.debit, 0 - transfer.amount);
    this.add(transfer.credit, transfer.amount);
    if (transfer.lotId === null) return;
    const expiresAt = transfer.expiresAt ?? NEVER;
    const key = `${transfer.lotId} ${String(expiresAt)}`;
    const known = this.lots.get(key) ?? { lotId: transfer.lotId, expiresAt, pending: 0, free: 0, held: 0 };
    const moves = (account: string) => (transfer.credit === account ? 1 : 0) - (transfer.debit === account ? 1 : 0);
    known.free += moves('GUEST_AVAILABLE') * transfer.amount;
    known.pending += moves('GUEST_PENDING') * transfer.amount;
    known.held += (moves('GUEST_HELD') + moves('GUEST_IN_REVIEW')) * transfer.amount;
    if (known.free < 0 || known.pending < 0 || known.held < 0) throw new Error('a lot is below zero');
    this.lots.set(key, known);
  }

  of(account: string): number {
    return this.balances.get(account) ?? 0;
  }

  sum(): number {
    return [...this.balances.values()].reduce((sum, balance) => sum + balance, 0);
  }

  openLots(): BookedLot[] {
    return [...this.lots.values()]
      .filter((lot) => lot.free + lot.pending + lot.held > 0)
      .sort((a, b) => (a.expiresAt === b.expiresAt ? (a.lotId < b.lotId ? -1 : 1) : a.expiresAt - b.expiresAt));
  }

  private add(account: string, amount: number): void {
    this.balances.set(account, this.of(account) + amount);
  }
}

/** Books one more row and compares the guest with the accounts. */
export function expectBooked(accounts: Accounts, row: Row): void {
  for (const transfer of row.decision.transfers) accounts.book(transfer);
  const { after } = row.decision;
  expect(after.balance).toEqual({
    available: accounts.of('GUEST_AVAILABLE'),
    pending: accounts.of('GUEST_PENDING'),
    held: accounts.of('GUEST_HELD'),
    inReview: accounts.of('GUEST_IN_REVIEW'),
    receivable: zero(-accounts.of('GUEST_RECEIVABLE')),
  });
  expect(zero(accounts.sum())).toBe(0);
  expect(after.overdraft).toBe(after.balance.available < 0);
  if (after.lots === null) return;
  expect(after.lots.map(bookedOf)).toEqual(accounts.openLots());
  expect(after.dueAt).toBe(dueOf(after));
  for (const { lotId, expiresAt, free } of after.counters.limits ?? []) {
    const lot = after.lots.find((one) => one.lotId === lotId && one.expiresAt === expiresAt);
    expect(free).toBe(lot === undefined ? NaN : bookedOf(lot).free);
  }
  for (const lot of after.lots) {
    expect(lot.remaining).toBeLessThanOrEqual(lot.amount);
    expect(lot.held).toBeLessThanOrEqual(lot.remaining);
    expect(lot.activatesAt === null || lot.held === 0).toBe(true);
  }
}

function bookedOf(lot: Lot): BookedLot {
  const isPending = lot.activatesAt !== null;
  const free = lot.remaining - lot.held;
  return {
    lotId: lot.lotId,
    expiresAt: lot.expiresAt,
    pending: isPending ? free : 0,
    free: isPending ? 0 : free,
    held: lot.held,
  };
}

/** When something is next due, counted one by one. */
function dueOf(guest: GuestState): number {
  const lots = (guest.lots ?? []).flatMap((lot) => {
    const instants = lot.activatesAt === null ? [] : [lot.activatesAt];
    return lot.remaining > lot.held ? [...instants, endNow(lot, guest)] : instants;
  });
  const voids = guest.counters.unpaid.map((unpaid) => {
    const lot = guest.lots?.find(({ lotId, expiresAt }) => lotId === unpaid.lotId && expiresAt === unpaid.expiresAt);
    expect(lot?.activatesAt).toBe(NEVER);
    return unpaid.voidAt;
  });
  return Math.min(
    NEVER,
    guest.counters.tierDueAt,
    ...lots,
    ...voids,
    ...guest.counters.holds.map((hold) => hold.expiresAt),
  );
}

/** Checks the whole of a story. */
export function audit({ rows }: Story): void {
  const accounts = new Accounts();
  for (const row of rows) expectBooked(accounts, row);
}

/** When a lot ends as the guest's state says. */
export function endNow(lot: Lot, { counters }: GuestState): number {
  if (new Date(lot.expiresAt).getUTCFullYear() === 9999) return counters.inactivity?.endsAt ?? NaN;
  const term = counters.terms.find((one) => one.lotId === lot.lotId && one.expiresAt === lot.expiresAt);
  return term?.endsAt ?? lot.expiresAt;
}

/** Turns −0 into 0. */
function zero(value: number): number {
  return value === 0 ? 0 : value;
}
