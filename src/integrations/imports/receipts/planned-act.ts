import type { FileReceipt } from './receipt';

/** A receipt that becomes a sale. */
export interface PlannedSale {
  readonly kind: 'SALE';
  /** Place in the order of all acts of the file, from 0; the same each time the file is read. */
  readonly position: number;
  readonly receipt: FileReceipt;
}

/** A part of a credit note that is taken from one sale. */
export interface PlannedRepayment {
  readonly kind: 'REPAYMENT';
  readonly position: number;
  readonly creditNote: FileReceipt;
  readonly sale: PlannedSale;
  /** Minor units, above 0. */
  readonly amount: number;
}

export type PlannedAct = PlannedSale | PlannedRepayment;

/** The sale that an act is about. */
export function saleOf(act: PlannedAct): PlannedSale {
  return act.kind === 'SALE' ? act : act.sale;
}

/** The rows of an act in the file, where a refusal is reported. */
export function sourceOf(act: PlannedAct): FileReceipt {
  return act.kind === 'SALE' ? act.receipt : act.creditNote;
}
