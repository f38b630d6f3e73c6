import type { ReceiptMapping } from '../mapping/receipt-mapping';

/**
 * What an import decided when it began and must not decide anew when it goes on after a stop, perhaps on another day
 * and with other tills: kept with its row.
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
