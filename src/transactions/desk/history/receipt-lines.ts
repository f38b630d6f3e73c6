import type { JournalRow } from '../../ledger/journal/journal-row';
import { decodeDivision, decodeItems } from '../../ledger/journal/stored-json';

/** The lines of a row's receipt, each with its share of every effect. Empty: the row has no lines. */
export function itemsOf(row: JournalRow) {
  const lines = decodeItems(row);
  if (lines === null) return [];
  const division = decodeDivision(row);
  return lines.map((line, i) => ({
    line: i + 1,
    sku: line.sku,
    name: line.name,
    category: line.category,
    type: line.type ?? null,
    tax: line.tax ?? null,
    combo: line.combo ?? null,
    quantity: line.quantityMilli / 1_000,
    unitPrice: line.unitPrice,
    total: line.total,
    discount: division[i]?.discount ?? 0,
    pointsValue: division[i]?.pointsValue ?? 0,
    payable: division[i]?.payable ?? 0,
    pointsEarned: division[i]?.earned ?? 0,
  }));
}
