import type { LocalDate } from '../life/periods.rules';

/** Money that came to the seller's account, as a bank statement says it. */
export interface StatementEntry {
  /** The bank's own reference, unique in the account; null: it gives none. */
  readonly bankReference: string | null;
  /** Number of the payment order; empty: not given. */
  readonly number: string;
  readonly bookedOn: LocalDate;
  /** Minor units. */
  readonly amount: number;
  /** ISO 4217. */
  readonly currency: string;
  readonly payerName: string;
  readonly payerAccount: string;
  readonly purpose: string;
  /** Whether it takes back an earlier entry. */
  readonly isReversal: boolean;
}

export const MAX_ENTRIES = 20_000;

export type StatementFaultCode =
  | 'FORMAT'
  | 'ENCODING'
  | 'ACCOUNT'
  | 'TOO_MANY'
  | 'AMOUNT'
  | 'DATE'
  | 'COUNT'
  | 'SYNTAX';

/** A file that is no statement of this account, or is damaged. */
export class StatementFault extends Error {
  constructor(readonly fault: StatementFaultCode) {
    super(fault);
  }
}
