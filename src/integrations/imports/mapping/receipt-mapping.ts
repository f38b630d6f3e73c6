import { z } from 'zod';
import { column, mappingParts } from './mapping-parts';

const prefix = z.string().min(1).max(10);

/**
 * How a CSV file's columns become receipts: a JSON document that a network stores under a name and uses for all files of the same form. Unknown
 * members are refused, so that a misspelt one is noticed.
 */
export const receiptMappingSchema = z.strictObject({
  ...mappingParts,
  /** `GROUPED`: neighbouring rows with one number form a receipt. `ROW`: each row is a receipt. */
  lines: z.enum(['GROUPED', 'ROW']),
  /** The start of the numbers of refunds and corrections, which have rows of their own. */
  corrections: z
    .strictObject({ creditNotePrefix: prefix.optional(), adjustmentPrefix: prefix.optional() })
    .prefault({}),
  /** `MINOR`: whole minor units. `MAJOR`: a decimal with at most the currency's number of digits. */
  money: z
    .strictObject({ unit: z.enum(['MINOR', 'MAJOR']).default('MINOR'), decimalMark: z.enum(['.', ',']).default('.') })
    .prefault({}),
  /** A local time without a zone is in the network's zone; an offset is respected. `DOTTED` is 31.12.2026 23:59[:59]. */
  timeFormat: z.enum(['ISO', 'DOTTED']).default('ISO'),
  columns: z.strictObject({
    number: column,
    occurredAt: column,
    /** The column with a row's total; a grouped receipt's amount is the sum of its rows. */
    total: column,
    quantity: column.optional(),
    /** The guest's external id. A receipt without external id, card and phone is anonymous. */
    guest: column.optional(),
    /** A card number: the guest's own, or one printed for an earlier system. */
    card: column.optional(),
    /** A phone in any usual form, with or without the country code. */
    phone: column.optional(),
    /** The till's code. Without this column, receipts are spread over the open tills by their numbers. */
    pointOfSale: column.optional(),
    paymentMethod: column.optional(),
    sku: column.optional(),
    name: column.optional(),
    category: column.optional(),
    unitPrice: column.optional(),
    /** In a shadow: points that the earlier system gave and took, and the guest's points there afterwards, each in the receipt's first row. */
    oldEarned: column.optional(),
    oldSpent: column.optional(),
    oldBalance: column.optional(),
  }),
});

export type ReceiptMapping = z.infer<typeof receiptMappingSchema>;

/** All columns that a file needs for this mapping, each once, in the document's order. */
export function requiredColumns(mapping: ReceiptMapping): string[] {
  return [...new Set(Object.values(mapping.columns))];
}
