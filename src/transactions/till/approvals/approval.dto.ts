import { z } from 'zod';
import { expectedRefundSchema } from '../responses/transaction-answer.dto';

const type = z.enum(['MANUAL', 'REFUND']);

export const approvalSchema = z
  .object({
    id: z.uuid(),
    type,
    status: z.enum(['AWAITING_APPROVAL', 'POSTED', 'REJECTED']),
    /** Null: the refund of a receipt without a guest. */
    guestId: z.uuid().nullable(),
    points: z.int(),
    /** Of points by hand; null: a refund. */
    direction: z.enum(['CREDIT', 'DEBIT']).nullable(),
    reasonCode: z.string().nullable(),
    /** What was said to it: the comment of points by hand, the reason of a refund. */
    comment: z.string().nullable(),
    /** The sale, or the redemption, that is refunded; null: points by hand. */
    sale: z
      .object({
        id: z.uuid(),
        type: z.enum(['SALE', 'REDEMPTION']),
        receiptNumber: z.string().nullable(),
        occurredAt: z.iso.datetime(),
        amount: z.int(),
      })
      .nullable(),
    /** Null: points by hand, or a refund that would be refused now. */
    refund: expectedRefundSchema.nullable(),
    requestedBy: z.uuid(),
    requestedAt: z.iso.datetime(),
  })
  .meta({ id: 'Approval', description: 'An act over the limit of whoever asked for it, waiting for another manager.' });

export const rejectedSchema = z.object({ id: z.uuid(), type, status: z.literal('REJECTED') }).meta({ id: 'Rejected' });

export type ApprovalAnswer = z.infer<typeof approvalSchema>;
