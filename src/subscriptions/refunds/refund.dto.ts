import { z } from 'zod';
import { line, localDate, MAX_ACT_AMOUNT, uuid } from '../../platform/http/schemas';
import { REFUND_METHODS } from '../invoices/invoice.dto';

/** `POST /api/invoices/{id}/refunds`. */
export const refundPaymentSchema = z
  .strictObject({
    paymentId: uuid.describe('Payment of the invoice of which money is given back'),
    amount: z.int().min(1).max(MAX_ACT_AMOUNT).describe('Money to give back, in minor units of the payment'),
    method: z
      .enum(REFUND_METHODS)
      .describe('`MANUAL`: you have given it back yourself; `PROVIDER`: the payment provider gives it back'),
    reason: line(300).describe('Why it is given back; printed on the credit note'),
    refundedOn: localDate
      .optional()
      .describe('Day on which you gave it back, not in the future; left out: today. Only by hand'),
    reference: line(100).optional().describe('Number of your payment order; left out: not known. Only by hand'),
  })
  .meta({
    id: 'RefundPayment',
    example: {
      paymentId: '0198f2c4-7b1e-7c3a-9d52-3f6f1f3c9a01',
      amount: 6_700_000,
      method: 'PROVIDER',
      reason: 'Paid twice',
    },
  });
export type RefundPaymentBody = z.infer<typeof refundPaymentSchema>;
