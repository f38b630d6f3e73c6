import { type GuestState, invariant } from '../../../decision';
import type { GroupRows, LostGroup } from '../write/till-rows';

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
  for (const { group, read } of groups) {
    if (read === null) continue;
    invariant(!booked.has(group.guestId), 'a guest is written once');
    booked.set(group.guestId, { ...read });
  }
  for (const { transfers } of groups)
    for (const { debitKind, debitOwner, creditKind, creditOwner, amount, unit } of transfers) {
      invariant(amount > 0, 'a transfer moves something');
      invariant(debitKind !== creditKind || debitOwner !== creditOwner, 'a transfer moves between two accounts');
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

/**
 * Throws where the acts that are written of a guest are not those between the version that was read and the one that is written, or where the
 * balance that is written is not the one that the last act says, or no balance at all.
 */
export function requireNumbered(groups: readonly Pick<GroupRows, 'group' | 'read' | 'transactions'>[]): void {
  for (const { group, read, transactions } of groups) {
    if (read === null || group.expected === null) continue;
    let version = group.expected;
    for (const { row } of transactions) {
      version += 1;
      invariant(row.guestId === group.guestId, 'an act is written with its own guest');
      invariant(row.guestVersion === version, 'the acts of a guest are numbered without a gap');
    }
    invariant(group.version === version, 'the version of a guest counts its acts');
    requireBalance(group);
    const last = transactions.at(-1)?.row;
    invariant(
      last === undefined ||
        (last.available === group.available &&
          last.pending === group.pending &&
          last.held === group.held &&
          last.inReview === group.inReview &&
          last.receivable === group.receivable),
      'the last act says the balance that is written',
    );
  }
}

/** The groups that a write left out. Throws where one is none of the batch: the caller counts all others as written. */
export function requireLeftOut<Lost extends Pick<LostGroup, 'lost_group'>>(
  lost: readonly Lost[],
  groups: number,
): readonly Lost[] {
  for (const { lost_group: group } of lost)
    invariant(
      Number.isSafeInteger(group) && group >= 1 && group <= groups,
      'a group that is left out was to be written',
    );
  return lost;
}

/** Throws where more of a gift of one person waits than the person gave, or points wait that no row holds. */
export function requireSoleGifts(groups: readonly Pick<GroupRows, 'soleGifts'>[]): void {
  for (const { soleGifts } of groups)
    for (const { amount, waiting, unit, guestId, holdId } of soleGifts) {
      invariant(waiting >= 0 && waiting <= amount, 'no more of a gift waits than was given');
      invariant(
        unit !== 'POINTS' || guestId === null || waiting === 0 || holdId !== null,
        'points that wait are held by a row',
      );
    }
}

/** Throws where a guest that was read is none that acts can leave behind. */
export function requireGuest({ version, balance, overdraft, lots }: GuestState): void {
  invariant(Number.isSafeInteger(version) && version >= 0, 'a guest has a version');
  requireBalance({ ...balance, overdraft });
  for (const { amount, remaining, held } of lots ?? []) {
    invariant(remaining >= 0 && remaining <= amount, 'a lot has no more than it got');
    invariant(held >= 0 && held <= remaining, 'a lot holds no more than it has');
  }
}

function requireBalance(balance: Readonly<Record<Account, number>> & { readonly overdraft: boolean }): void {
  const { available, pending, held, inReview, receivable, overdraft } = balance;
  invariant(available >= 0 || overdraft, 'a balance goes below zero only as an overdraft');
  invariant(
    pending >= 0 && held >= 0 && inReview >= 0 && receivable >= 0,
    'points that wait, are held or are owed are not below zero',
  );
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
