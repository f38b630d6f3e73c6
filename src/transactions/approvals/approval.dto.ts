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
    requestedBy: z.uuid(),
    requestedAt: z.iso.datetime(),
  })
  .meta({ id: 'Approval', description: 'An act over the limit of whoever asked for it, waiting for another manager.' });

export const rejectedSchema = z.object({ id: z.uuid(), type, status: z.literal('REJECTED') }).meta({ id: 'Rejected' });

export type ApprovalAnswer = z.infer<typeof approvalSchema>;
