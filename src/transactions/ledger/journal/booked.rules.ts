import { type GuestState, invariant } from '../../../decision';
import type { GroupRows } from '../write/till-rows';

type Account = keyof GuestState['balance'];

const GUEST_ACCOUNTS: Readonly<Partial<Record<string, Account>>> = {
  GUEST_AVAILABLE: 'available',
  GUEST_PENDING: 'pending',
  GUEST_HELD: 'held',
  GUEST_IN_REVIEW: 'inReview',
  GUEST_RECEIVABLE: 'receivable',
};

/** Throws where the balance that is written of a guest is not the one that was read with all transfers booked that are written beside it. */
export function requireBooked(groups: readonly Pick<GroupRows, 'group' | 'read' | 'transfers'>[]): void {
  const booked = new Map<string | null, Record<Account, number>>();
  for (const { group, read } of groups) if (read !== null) booked.set(group.guestId, { ...read });
  for (const { transfers } of groups)
    for (const { debitKind, debitOwner, creditKind, creditOwner, amount, unit } of transfers) {
      invariant(amount > 0, 'a transfer moves something');
      // Stamps have balances of their own.
      if (unit !== null) continue;
      book(booked.get(debitOwner), debitKind, -amount);
      book(booked.get(creditOwner), creditKind, amount);
    }
  for (const { group, read } of groups) {
    const balance = read === null ? undefined : booked.get(group.guestId);
    invariant(
      balance === undefined ||
        (balance.available === group.available &&
          balance.pending === group.pending &&
          balance.held === group.held &&
          balance.inReview === group.inReview &&
          balance.receivable === group.receivable),
      'the transfers make the balance',
    );
  }
}

/** A guest's debt is a debit, so `receivable` has the opposite sign. */
function book(balance: Record<Account, number> | undefined, kind: string, amount: number): void {
  const account = GUEST_ACCOUNTS[kind];
  if (balance !== undefined && account !== undefined) balance[account] += account === 'receivable' ? -amount : amount;
}

/** Throws where the lots of a guest, if they were read, do not hold what the balance says. */
export function requireLotsOfBalance({ balance, lots }: Pick<GuestState, 'balance' | 'lots'>): void {
  if (lots === null) return;
  let [free, pending, held] = [0, 0, 0];
  for (const lot of lots) {
    held += lot.held;
    if (lot.activatesAt === null) free += lot.remaining - lot.held;
    else pending += lot.remaining - lot.held;
  }
  // A balance that a policy let go below zero is in no lot.
  const isWhole =
    free === Math.max(0, balance.available) && pending === balance.pending && held === balance.held + balance.inReview;
  invariant(isWhole, 'the lots hold what the balance says');
}
