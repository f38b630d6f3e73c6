import type { ReceiptMapping } from '../mapping/receipt-mapping';
import type { RejectCode } from '../rows/reject';
import type { ReceiptRow } from '../rows/receipt-row.rules';

export type RowKind = 'SALE' | 'CREDIT_NOTE';

/**
 * The kind of a readable row. A total of zero is a sale, unless goods were written off. A credit note returns money, so its total is negative. An
 * adjustment corrects the books and concerns no guest.
 */
export function classifyRow(row: ReceiptRow, corrections: ReceiptMapping['corrections']): RowKind | RejectCode {
  const { creditNotePrefix, adjustmentPrefix } = corrections;
  if (adjustmentPrefix !== undefined && row.number.startsWith(adjustmentPrefix)) return 'adjustment';
  if (creditNotePrefix !== undefined && row.number.startsWith(creditNotePrefix)) {
    return row.total < 0 ? 'CREDIT_NOTE' : 'credit_note_not_negative';
  }
  if (row.quantity !== null && row.quantity < 0) return 'quantity_negative';
  return row.total < 0 ? 'amount_negative' : 'SALE';
}
