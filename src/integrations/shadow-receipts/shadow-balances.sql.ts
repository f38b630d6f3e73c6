// SQL by hand: balances are compared by the thousand while a file of them is read.

/** A balance that the earlier system tells of a guest. */
export interface BalanceRow {
  /** The digest by which the shadow knows the guest. */
  readonly externalId: string;
  /** `YYYY-MM-DD`. */
  readonly day: string;
  /** End of this business date, in milliseconds since the epoch. */
  readonly endsAt: number;
  readonly oldBalance: number;
}
