import { z } from 'zod';
import { line, localDate, MAX_ACT_AMOUNT } from '../../platform/http/schemas';

export const acceptExcess = z
  .boolean()
  .optional()
  .describe('Whether it may be more than what is left to pay: the rest is kept as overpaid; left out: it may not');

/** `POST /api/invoices/{id}/payments`. */
export const recordPaymentSchema = z
  .strictObject({
    amount: z.int().min(1).max(MAX_ACT_AMOUNT).describe('Money that came, in minor units of `currency`'),
    currency: z
      .string()
      .regex(/^[A-Z]{3}$/)
      .describe('ISO 4217 code; that of the invoice'),
    paidOn: localDate.describe('Day of the payment, not in the future'),
    reference: line(100).nullish().describe('Number of the payment order; null: not known'),
    acceptExcess,
  })
  .meta({
    id: 'RecordPayment',
    example: { amount: 6_700_000, currency: 'RUB', paidOn: '2026-11-20', reference: '184' },
  });
export type RecordPaymentBody = z.infer<typeof recordPaymentSchema>;

/** `POST /api/invoices/{id}/credit-note`. */
export const creditInvoiceSchema = z
  .strictObject({ reason: line(300).describe('Why it is taken back; printed on the credit note') })
  .meta({ id: 'CreditInvoice', example: { reason: 'Issued to the wrong company' } });
