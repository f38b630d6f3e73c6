import { z } from 'zod';
import { instant, line, pageOf, objectNamed } from '../../../platform/http/schemas';
import { transactionSchema } from '../../till/responses/transaction-answer.dto';

const MOST = 50;

export const findReceiptsQuery = z.strictObject({
  number: line(100).describe('Number that the till printed, or the order id of the till system'),
  limit: z.coerce.number().int().min(1).max(MOST).default(MOST).describe('Most receipts to list'),
});

export const foundReceiptsSchema = pageOf(
  z.strictObject({
    transactionId: z.uuid().describe('Transaction of the receipt'),
    guestId: z.uuid().nullable().describe('Guest of the sale; null: an anonymous receipt'),
    pointOfSaleId: z.uuid().nullable().describe('Point of sale that printed it; null: none'),
    receiptNumber: z.string().nullable().describe('Number that the till printed; null: it has an order id alone'),
    businessDate: z.string().nullable().describe('Business date of the network, `YYYY-MM-DD`'),
    amount: z.int().describe('Gross amount in minor units'),
    occurredAt: z.string().describe('When it was sold (RFC 3339)'),
  }),
).meta({ id: 'FoundReceipts', description: 'Receipts with this number, newest first; `nextCursor` is always null.' });

export const receiptPartsSchema = z
  .strictObject({
    items: z
      .array(transactionSchema)
      .describe('Sales of the receipt in the order of their parts; undone ones are left out'),
  })
  .meta({
    id: 'ReceiptParts',
    description: 'The sales that together are one receipt. A receipt that is not divided has one.',
  });

export type ReceiptPartsAnswer = z.infer<typeof receiptPartsSchema>;
export const receiptQrSchema = objectNamed('ReceiptQr', 'The QR by which a guest claims an anonymous receipt.', {
  qr: z.string().describe('Digits for the QR that the slip prints'),
  claimableUntil: instant.describe('Until when a guest can claim the receipt (RFC 3339)'),
});

export const ownReceiptSchema = objectNamed('OwnReceiptClaim', 'The slip of the receipt that the guest claims.', {
  qr: line(200).describe('Text of the QR on the slip, or of the fiscal one'),
  receiptNumber: line(100)
    .optional()
    .describe('Number that the print of a fiscal receipt shows, where `fiscal_receipt_number_needed` asked for it'),
});

export type ReceiptQrAnswer = z.infer<typeof receiptQrSchema>;
export type OwnReceiptClaim = z.infer<typeof ownReceiptSchema>;
export type FindReceiptsQuery = z.infer<typeof findReceiptsQuery>;
export type FoundReceiptsAnswer = z.infer<typeof foundReceiptsSchema>;
