import type { ReceiptMapping } from '../mapping/receipt-mapping';

/**
 * Choices made at the start of an import and stored with it, so that a stopped import continues with them, even on another day or with other tills.
 */
export interface ImportPlan {
  readonly mapping: ReceiptMapping;
  /** By how many days all local times are moved. */
  readonly dayShift: number;
  /** Tills over which receipts without a till are spread, in this order. */
  readonly pointsOfSale: readonly PlannedPlace[];
}

export interface PlannedPlace {
  readonly id: string;
  readonly restaurantId: string;
  /** The code that a file may name. */
  readonly code: string;
}
