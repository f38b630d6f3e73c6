/** A line of a receipt as the file had it. */
export interface ReceiptLine {
  readonly sku: string | null;
  readonly name: string | null;
  readonly category: string | null;
  /** Thousandths. */
  readonly quantity: number;
  readonly unitPrice: number | null;
  readonly total: number;
}

/** The rows of one receipt number, taken together. */
export interface FileReceipt {
  readonly kind: 'SALE' | 'CREDIT_NOTE';
  /** Line of the file where it begins. */
  readonly line: number;
  /** Line at which its last row begins. */
  readonly lastLine: number;
  readonly text: string;
  readonly number: string;
  /** Time of the shop's clock, in milliseconds since 1970-01-01T00:00. */
  readonly clock: number;
  /** Milliseconds since the epoch. */
  readonly instant: number;
  /** Minor units, at least 0; for a credit note the refunded amount. */
  readonly amount: number;
  /** The guest's external id. */
  readonly guest: string | null;
  /** A card of the guest, without blanks and hyphens. */
  readonly card: string | null;
  /** The guest's phone, E.164. */
  readonly phone: string | null;
  readonly pointOfSale: string | null;
  readonly paymentMethod: string | null;
  /** No file says it; only a demonstration does. */
  readonly pointsToRedeem: number | null;
  /** Null where the file has no lines of its own. */
  readonly items: readonly ReceiptLine[] | null;
}
