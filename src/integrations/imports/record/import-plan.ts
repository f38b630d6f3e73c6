import type { ReceiptMapping } from '../mapping/receipt-mapping';

/**
 * Choices that an import made when it began and keeps with its row, so that it continues with them after a stop,
 * perhaps on another day and with other tills.
 */
export interface ImportPlan {
  readonly mapping: ReceiptMapping;
  /** Whole days by which every local time is moved. */
  readonly dayShift: number;
  /** Tills among which receipts without one are shared out, in this order. */
  readonly pointsOfSale: readonly PlannedPlace[];
}

export interface PlannedPlace {
  readonly id: string;
  readonly restaurantId: string;
  /** As the file may name it. */
  readonly code: string;
}
