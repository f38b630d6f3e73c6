import { z } from 'zod';
import { openObjectNamed, openObjectOrNull } from '../../../platform/http/schemas';
import { expectedRefundSchema } from '../responses/transaction-answer.dto';

const type = z.enum(['MANUAL', 'REFUND']).describe('Points by hand, or a refund');

export const approvalSchema = openObjectNamed('Approval', 'An act above the limit of the person who requested it.', {
  id: z.uuid().describe('Id to approve or reject; the transaction has the same id once it is approved'),
  type,
  status: z
    .enum(['AWAITING_APPROVAL', 'POSTED', 'REJECTED', 'WITHDRAWN'])
    .describe('Whether it waits, how it was decided, or that the person who requested it withdrew it'),
  guestId: z.uuid().nullable().describe('The guest concerned; null: the refund of an anonymous receipt'),
  points: z.int().describe("Points by hand, which count towards the requester's limit; 0 for a refund"),
  direction: z
    .enum(['CREDIT', 'DEBIT'])
    .nullable()
    .describe('Whether points by hand are given or taken; null: a refund'),
  reasonCode: z.string().nullable().describe('Reason code of points by hand; null: a refund'),
  comment: z
    .string()
    .nullable()
    .describe('Comment of points by hand, or the reason of a refund; null: no comment was given'),
  beginsOn: z.iso.date().nullable().describe('First day of points by hand, `YYYY-MM-DD`; null: at once, or a refund'),
  endsOn: z.iso
    .date()
    .nullable()
    .describe('Last day of points by hand, `YYYY-MM-DD`; null: as the programme says, or a refund'),
  restaurantIds: z
    .array(z.uuid())
    .nullable()
    .describe('Restaurants where alone points by hand may be spent; null: everywhere, or a refund'),
  categories: z
    .array(z.string())
    .nullable()
    .describe('Menu categories on whose goods alone points by hand may be spent; null: on all, or a refund'),
  sale: openObjectOrNull('The sale or redemption that is to be refunded; null: points by hand', {
    id: z.uuid().describe('Transaction that is to be refunded'),
    type: z.enum(['SALE', 'REDEMPTION']).describe('Whether it is a sale or a redemption'),
    receiptNumber: z.string().nullable().describe('Number that the till printed; null: none'),
    occurredAt: z.iso.datetime().describe('When it happened (RFC 3339)'),
    amount: z.int().describe('Its gross amount in minor units'),
  }),
  refund: expectedRefundSchema
    .nullable()
    .describe('Figures of the refund as they would be now; null: points by hand, or a refund that would be refused'),
  requestedBy: z.uuid().describe('Member of staff who requested it'),
  requestedAt: z.iso.datetime().describe('When it was requested (RFC 3339)'),
});

export const rejectedSchema = openObjectNamed('Rejected', 'An act that another manager rejected. It has no effects.', {
  id: z.uuid().describe('Id under which it waited'),
  type,
  status: z.literal('REJECTED').describe('It will not be recorded'),
});

export const withdrawnSchema = z
  .object({
    id: z.uuid().describe('Id under which it waited'),
    type,
    status: z.literal('WITHDRAWN').describe('It will not be recorded'),
  })
  .meta({ id: 'Withdrawn', description: 'An act that the person who requested it withdrew. It has no effects.' });
export type WithdrawnAnswer = z.infer<typeof withdrawnSchema>;

export type ApprovalAnswer = z.infer<typeof approvalSchema>;
