import { z } from 'zod';

const column = z.string().min(1).max(200);
const prefix = z.string().min(1).max(10);

/**
 * How the columns of a CSV become receipts: a JSON document that a network writes once, keeps under a name and uses
 * for every file of the same form. Unknown members are refused, so that a misspelt one is not silently ignored.
 */
export const receiptMappingSchema = z.strictObject({
  /** Version of this document's form. */
  version: z.literal(1),
  /** Under this name the network keeps the mapping. */
  name: z.string().regex(/^[a-z0-9][a-z0-9-]{0,62}$/, 'small letters, digits and hyphens'),
  csv: z
    .strictObject({
      delimiter: z.enum([',', ';', '\t', '|']).default(','),
      encoding: z.enum(['utf-8', 'windows-1251', 'windows-1252', 'utf-16le']).default('utf-8'),
    })
    .prefault({}),
  /** `GROUPED`: neighbouring lines of one number are one receipt. `ROW`: each line is a receipt. */
  lines: z.enum(['GROUPED', 'ROW']),
  /** Refunds and corrections are rows of their own, recognised by the start of their number. */
  corrections: z
    .strictObject({ creditNotePrefix: prefix.optional(), adjustmentPrefix: prefix.optional() })
    .prefault({}),
  /** `MINOR`: whole minor units. `MAJOR`: a decimal of at most as many digits as the currency has. */
  money: z
    .strictObject({ unit: z.enum(['MINOR', 'MAJOR']).default('MINOR'), decimalMark: z.enum(['.', ',']).default('.') })
    .prefault({}),
  /** Local times without zone are the network's; a time with an offset keeps it. `DOTTED` is 31.12.2026 23:59[:59]. */
  timeFormat: z.enum(['ISO', 'DOTTED']).default('ISO'),
  columns: z.strictObject({
    number: column,
    occurredAt: column,
    /** Column with a row's total; a grouped receipt's amount is the sum over its rows. */
    total: column,
    quantity: column.optional(),
    /** The guest's external id. A receipt without an external id, a card and a phone is anonymous. */
    guest: column.optional(),
    /** A card's number: the guest's own, or one that was printed for an earlier system. */
    card: column.optional(),
    /** A phone as people type it, with or without the country's code. */
    phone: column.optional(),
    /** Code of the till. Without it the receipts are shared out among the open tills by their numbers. */
    pointOfSale: column.optional(),
    paymentMethod: column.optional(),
    sku: column.optional(),
    name: column.optional(),
    category: column.optional(),
    unitPrice: column.optional(),
  }),
});

export type ReceiptMapping = z.infer<typeof receiptMappingSchema>;

/** Every column that the file must have for this mapping, each once, in the order of the document. */
export function requiredColumns(mapping: ReceiptMapping): string[] {
  return [...new Set(Object.values(mapping.columns))];
}
