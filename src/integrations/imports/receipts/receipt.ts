import type { OldFigures } from '../../shadow-receipts';

/** A line of a receipt in the file. */
export interface ReceiptLine {
  readonly sku: string | null;
  readonly name: string | null;
  readonly category: string | null;
  /** In thousandths. */
  readonly quantity: number;
  readonly unitPrice: number | null;
  readonly total: number;
}

/** All rows of one receipt. */
export interface FileReceipt {
  readonly kind: 'SALE' | 'CREDIT_NOTE';
  /** The file's line on which its first row begins. */
  readonly line: number;
  /** The file's line on which its last row begins. */
  readonly lastLine: number;
  readonly text: string;
  readonly number: string;
  /** The time by the shop's clock, in milliseconds since 1970-01-01T00:00. */
  readonly clock: number;
  /** Milliseconds since the epoch. */
  readonly instant: number;
  /** Minor units, at least 0; the refunded amount of a credit note. */
  readonly amount: number;
  /** The guest's external id. */
  readonly guest: string | null;
  /** A card of the guest, without blanks and hyphens. */
  readonly card: string | null;
  /** The guest's phone, E.164. */
  readonly phone: string | null;
  readonly pointOfSale: string | null;
  readonly paymentMethod: string | null;
  /** A demonstration sets it, and a shadow by what the earlier system took. */
  readonly pointsToRedeem: number | null;
  /** Null where the file has no columns for lines. */
  readonly items: readonly ReceiptLine[] | null;
  /** Figures of the earlier system; null: the file has none. Only a shadow reads them. */
  readonly old: OldFigures | null;
  /** Points that the guest spent there, also where nothing else is known; null: not known. Only a shadow reads them. */
  readonly oldSpent: number | null;
}
