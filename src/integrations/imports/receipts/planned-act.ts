import type { FileReceipt } from './receipt';

/** A receipt that becomes a sale. */
export interface PlannedSale {
  readonly kind: 'SALE';
  /** The index among all acts of the file, from 0; the same at each reading. */
  readonly position: number;
  readonly receipt: FileReceipt;
}

/** A part of a credit note that reduces one sale. */
export interface PlannedRepayment {
  readonly kind: 'REPAYMENT';
  readonly position: number;
  readonly creditNote: FileReceipt;
  readonly sale: PlannedSale;
  /** Minor units, above 0. */
  readonly amount: number;
  /** The positions of all parts of the credit note, this one among them. */
  readonly parts: readonly number[];
}

export type PlannedAct = PlannedSale | PlannedRepayment;

/** Whether it is the last act of its receipt: a sale, or the last part of a credit note. */
export function isLastOf(act: PlannedAct): boolean {
  return act.kind === 'SALE' || act.parts.at(-1) === act.position;
}

/** The sale that an act records or reduces. */
export function saleOf(act: PlannedAct): PlannedSale {
  return act.kind === 'SALE' ? act : act.sale;
}

/** The receipt in the file from which an act comes, where a refusal is reported. */
export function sourceOf(act: PlannedAct): FileReceipt {
  return act.kind === 'SALE' ? act.receipt : act.creditNote;
}
