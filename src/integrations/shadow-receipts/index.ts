/** The door of the comparison: a shadow hides the guest of a receipt, and compares its decision with the earlier system. */
export { DIFFERENCE_REASONS, type DifferenceReason, type OldFigures } from './difference.rules';
export { GuestPseudonyms, type GuestKeys } from './guest-pseudonyms';
export { parseRate, RATE_BASES } from './old-rate.rules';
export { ShadowDoor, type ShadowTaker, toldItems, type ToldReceipt } from './shadow-door';
export type { ShadowReceiptRow } from './shadow-receipts.sql';
export { type ComparedReceipt, ShadowComparison, type Verdict } from './shadow-comparison';
export type { BalanceRow } from './shadow-balances.sql';
