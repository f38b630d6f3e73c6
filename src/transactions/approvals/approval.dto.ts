import { z } from 'zod';

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
    /** The sale that is refunded; null: points by hand. */
    saleId: z.uuid().nullable(),
    /** The money that a refund asks back; null: all that is left of the sale, or whole lines. */
    amount: z.int().nullable(),
    requestedBy: z.uuid(),
    requestedAt: z.iso.datetime(),
  })
  .meta({ id: 'Approval', description: 'An act over the limit of whoever asked for it, waiting for another manager.' });

export const rejectedSchema = z.object({ id: z.uuid(), type, status: z.literal('REJECTED') }).meta({ id: 'Rejected' });

export type ApprovalAnswer = z.infer<typeof approvalSchema>;
