import type { AccountKind, Decision } from '../../../decision';

/** Whether points that come from an account are new for the guest. A kind of account that is missing here does not compile. */
const IS_NEW: Readonly<Record<AccountKind, boolean>> = {
  GUEST_AVAILABLE: false,
  GUEST_PENDING: false,
  GUEST_HELD: false,
  GUEST_IN_REVIEW: false,
  // Points that settle the guest's debt came from elsewhere, and count there.
  GUEST_RECEIVABLE: false,
  RESTAURANT_ISSUED: true,
  // A refund only returns points that the guest had spent.
  RESTAURANT_REDEEMED: false,
  RESTAURANT_OFFLINE_LOSS: true,
  NETWORK_ISSUED: true,
  NETWORK_REDEEMED: false,
  NETWORK_EXPIRY: true,
  NETWORK_BREAKAGE: true,
  NETWORK_ADJUSTMENT: true,
  NETWORK_OPENING: true,
  PARTNER: true,
};

/** Points that a decision gave its guest, whatever kind of act it was: those from accounts outside of guests, less those that went back. */
export function givenPointsOf({ transfers }: Pick<Decision, 'transfers'>): number {
  let given = 0;
  for (const { debit, credit, amount } of transfers) {
    if (IS_NEW[debit] && credit.startsWith('GUEST_')) given += amount;
    else if (IS_NEW[credit] && debit.startsWith('GUEST_')) given -= amount;
  }
  return Math.max(0, given);
}
